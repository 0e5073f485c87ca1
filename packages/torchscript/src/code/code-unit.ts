/** What the headers of one code record declare. Bodies are not kept. */
export interface CodeUnit {
  /** Its qualifier: `__torch__.torch.nn.modules.linear`. */
  readonly qualifier: string;
  /** The record it was read from: `code/__torch__/torch/nn/modules/linear.py`. */
  readonly place: string;
  readonly classes: readonly CodeClass[];
  readonly functions: readonly CodeFunction[];
}

export interface CodeClass {
  /** Qualified: `__torch__.torch.nn.modules.linear.Linear`. */
  readonly name: string;
  /** `Module`, `NamedTuple`, `Enum`, `Interface`; `undefined` for a plain TorchScript class. */
  readonly base: string | undefined;
  readonly parameters: readonly string[];
  readonly buffers: readonly string[];
  /** In order of declaration; a module's submodules are attributes whose type is a module. */
  readonly attributes: readonly CodeAttribute[];
  /** `in_features : Final[int] = 4`, or the members of an enum. */
  readonly constants: readonly CodeConstant[];
  readonly methods: readonly CodeFunction[];
  readonly place: string;
  readonly line: number;
}

export interface CodeAttribute {
  readonly name: string;
  readonly type: string;
}

export interface CodeConstant {
  readonly name: string;
  readonly text: string;
}

export interface CodeFunction {
  readonly name: string;
  /** With `self` for methods. */
  readonly arguments: readonly CodeArgument[];
  /** `undefined` where the code leaves it out. */
  readonly returns: string | undefined;
  readonly line: number;
  /** Whether its body has an `if`, `while` or `for`, which tracing never leaves. */
  readonly branches: boolean;
}

export interface CodeArgument {
  readonly name: string;
  readonly type: string | undefined;
  readonly default: string | undefined;
}
