/** A node of the module tree. */
export interface ModelModule {
  /** Qualified: `layer1.0.conv1`; the root's is empty. */
  readonly name: string;
  /** As the file names it, without TorchScript's mangling: `torch.nn.modules.conv.Conv2d`. */
  readonly className: string;
  /** Bytes of the parameters and buffers held by this module itself. */
  readonly ownBytes: number;
  /** Bytes of the parameters and buffers held by it and everything below, each tensor once. */
  readonly totalBytes: number;
  readonly children: readonly ModelModule[];
}
