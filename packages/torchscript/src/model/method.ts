/** One argument of a method, without `self`. */
export interface ModelArgument {
  /** As the file's code names it, which is what a loaded model answers to. */
  readonly name: string;
  /** TorchScript's annotation: `Tensor`, `Optional[Tensor]`, `Dict[str, Tensor]`; see {@link parseType}. */
  readonly type: string;
  /**
   * The default as a Python literal: `3`, `None`, `inf`, `(1, 2)`, `torch.device("cpu")`,
   * `__torch__.Color.RED`; a default that is a tensor is `CONSTANTS.c0`.
   * `undefined` when the argument must be given.
   */
  readonly default: string | undefined;
}

/**
 * A method that can be called on the loaded model. TorchScript files keep no mark of keyword-only
 * arguments: after loading, every argument can be given by position.
 */
export interface ModelMethod {
  readonly name: string;
  readonly arguments: readonly ModelArgument[];
  /** TorchScript's annotation of what it returns: `Tensor`, `Tuple[Tensor, Tensor]`. */
  readonly returns: string;
}

/** What `torch.jit.trace` was given as the example for one argument. Only dtype and shape are stored. */
export interface TracedInput {
  readonly method: string;
  /** The argument's name in that method, and where the tensor lies within it: `x`, `xs[0]`, `batch["ids"]`. */
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}
