/**
 * The whole environment of a Python process that runs a model: nothing of ours is inherited but the search
 * path, so that no credential, proxy or Python setting reaches the model's code.
 */
export function scrubbedEnvironment({
  home,
  threads,
  cudaDevice,
  path = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
}: {
  /** An empty folder of its own. */
  home: string;
  threads?: number;
  /** The one GPU that the process sees, as `cuda:0`; none if not given. */
  cudaDevice?: string | undefined;
  path?: string;
}): Record<string, string> {
  const count =
    threads === undefined
      ? {}
      : { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
  return {
    PATH: path,
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    ...count,
    // Waiting threads that spin take the cores from the other workers: ten times slower where cores are shared.
    OMP_WAIT_POLICY: 'passive',
    CUDA_VISIBLE_DEVICES: cudaDevice ?? '',
  };
}
