import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { TorchrelayError } from '@torchrelay/core';
import { scrubbedEnvironment } from './scrubbed-environment.ts';

/** A Python with PyTorch. */
export interface Python {
  /** What to run. */
  readonly executable: string;
  readonly pythonVersion: string;
  readonly torchVersion: string;
  /** The GPUs that its PyTorch can use, as `CUDA_VISIBLE_DEVICES` names them. */
  readonly cudaDevices: readonly string[];
}

/** Importing torch takes seconds, and only a build for GPUs has to be asked how many there are. */
const PROBE = `
import importlib.util, json, os, runpy, sys
found = {"pythonVersion": ".".join(map(str, sys.version_info[:3]))}
if sys.version_info >= (3, 10):
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'torch'")
    version = runpy.run_path(os.path.join(os.path.dirname(spec.origin), "version.py"))
    found["torchVersion"] = version["__version__"]
    if version.get("cuda") or version.get("hip"):
        import torch
        found["cudaDeviceCount"] = torch.cuda.device_count() if torch.cuda.is_available() else 0
print(json.dumps(found))
`;
const PROBE_TIMEOUT_IN_MS = 120_000;
const WAYS_OUT =
  'Install PyTorch with `python3 -m pip install torch`, or name a Python that has it: pass `python` to local(), or set TORCHRELAY_PYTHON.';

const found = new Map<string, Promise<Python>>();

/**
 * The Python to serve with: `python` if given, else `TORCHRELAY_PYTHON`, else `python3`. Each executable is asked
 * once per process. Whether PyTorch works shows when a worker starts.
 *
 * @throws TorchrelayError `PYTHON_NOT_FOUND`
 */
export function findPython({
  python,
  environment = process.env,
}: {
  python?: string | undefined;
  environment?: Readonly<Record<string, string | undefined>>;
} = {}): Promise<Python> {
  const executable = python ?? (environment['TORCHRELAY_PYTHON'] || 'python3');
  const key = JSON.stringify([executable, environment['CUDA_VISIBLE_DEVICES']]);
  const known = found.get(key);
  if (known !== undefined) return known;
  const asked = probe({ executable, visibleDevices: environment['CUDA_VISIBLE_DEVICES'] });
  found.set(key, asked);
  // Somebody may install it meanwhile: only success is remembered.
  asked.catch(() => found.delete(key));
  return asked;
}

async function probe({
  executable,
  visibleDevices,
}: {
  executable: string;
  visibleDevices: string | undefined;
}): Promise<Python> {
  const {
    pythonVersion,
    torchVersion,
    cudaDeviceCount = 0,
  } = readAnswer({ executable, text: await runProbe({ executable, visibleDevices }) });
  if (torchVersion === undefined) {
    throw notFound(`${executable} is Python ${pythonVersion}; 3.10 or later is needed`);
  }
  const devices = visibleDevices?.split(',').map((device) => device.trim()) ?? [];
  const cudaDevices = Array.from(
    { length: cudaDeviceCount },
    (_, index) => devices[index] ?? String(index),
  );
  return { executable, pythonVersion, torchVersion, cudaDevices };
}

interface ProbeAnswer {
  readonly pythonVersion: string;
  readonly torchVersion?: string;
  readonly cudaDeviceCount?: number;
}

function readAnswer({ executable, text }: { executable: string; text: string }): ProbeAnswer {
  const printed = text === '' ? 'nothing' : JSON.stringify(text.slice(0, 200));
  const reason = `${executable} is no Python: asked for its version, it printed ${printed}`;
  let answer: ProbeAnswer | null;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw notFound(reason, cause);
  }
  if (typeof answer?.pythonVersion !== 'string') throw notFound(reason);
  return answer;
}

function runProbe({
  executable,
  visibleDevices,
}: {
  executable: string;
  visibleDevices: string | undefined;
}): Promise<string> {
  const env = scrubbedEnvironment({ home: tmpdir(), threads: 1 });
  // Unlike a worker, the probe must see every GPU there is.
  if (visibleDevices === undefined) delete env['CUDA_VISIBLE_DEVICES'];
  else env['CUDA_VISIBLE_DEVICES'] = visibleDevices;
  const options = { env, cwd: tmpdir(), timeout: PROBE_TIMEOUT_IN_MS };
  return new Promise((resolve, reject) => {
    execFile(executable, ['-I', '-W', 'ignore', '-c', PROBE], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(notFound(explain({ executable, error, stderr }), error));
    });
  });
}

function explain({
  executable,
  error,
  stderr,
}: {
  executable: string;
  error: Error & { code?: unknown; killed?: boolean };
  stderr: string;
}): string {
  if (error.code === 'ENOENT') return `${executable} does not exist`;
  if (error.code === 'EACCES') return `${executable} may not be run`;
  if (error.killed === true)
    return `${executable} did not import torch within ${PROBE_TIMEOUT_IN_MS / 1000} seconds`;
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  return `${executable} cannot import torch${lastLine === '' ? '' : ` (${lastLine})`}`;
}

function notFound(reason: string, cause?: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'PYTHON_NOT_FOUND',
    message: `There is no Python with PyTorch to serve with: ${reason}.`,
    hint: WAYS_OUT,
    cause,
  });
}
