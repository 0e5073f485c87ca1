/** The manifest with the addresses that npm shows, and holds against where a package is published from. */
export function addressed({
  manifest,
  folder,
  address,
}: {
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Relative to the root, like `packages/core`. */
  readonly folder: string;
  /** Of the repository, as a browser opens it. */
  readonly address: string;
}): Readonly<Record<string, unknown>> {
  return {
    ...manifest,
    homepage: `${address}/tree/main/${folder}#readme`,
    bugs: `${address}/issues`,
    repository: { type: 'git', url: `git+${address}.git`, directory: folder },
  };
}
