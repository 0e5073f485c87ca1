/**
 * The whole environment of a Python process that runs a model: nothing of ours is inherited but where programs and
 * libraries are, so that no credential, proxy or Python setting reaches the model's code.
 */
export function scrubbedEnvironment({
  home,
  threads,
  cudaDevice,
  environment = process.env,
}: {
  /** An empty folder of its own. */
  home: string;
  threads?: number;
  /** The one GPU that the process sees, as `cuda:0`; none if not given. */
  cudaDevice?: string | undefined;
  environment?: Readonly<Record<string, string | undefined>>;
}): Record<string, string> {
  const count =
    threads === undefined
      ? {}
      : { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
  return {
    PATH: environment['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    ...pick(environment, FOR_GPUS),
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    ...count,
    // Waiting threads that spin take the cores from the other workers: ten times slower where cores are shared.
    OMP_WAIT_POLICY: 'passive',
    CUDA_VISIBLE_DEVICES: cudaDevice ?? '',
  };
}

/** Where some containers have the driver; and what the numbers in `CUDA_VISIBLE_DEVICES` count. */
const FOR_GPUS = ['LD_LIBRARY_PATH', 'CUDA_DEVICE_ORDER'] as const;

function pick(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const entries = names.map((name): [string, string | undefined] => [name, environment[name]]);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
