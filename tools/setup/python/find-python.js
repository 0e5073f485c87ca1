import { capture } from '../capture.js';
import { SetupFailure } from '../failure.js';

const OLDEST = [3, 10];
const candidates = [
  'python3',
  'python',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];
const PROBE = 'import sys; print("%d.%d.%d|%s" % (sys.version_info[:3] + (sys.executable,)))';
const hint =
  'Install Python 3.10 or later (on Debian and Ubuntu: `sudo apt install python3 python3-venv`), or set TORCHRELAY_PYTHON to a Python that has PyTorch.';

/**
 * @typedef {object} Python
 * @property {string} executable
 * @property {string} version like `3.11.7`
 */

/**
 * The first Python on PATH that is new enough to make environments with.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Python>}
 */
export async function findPython(env) {
  /** @type {Python | undefined} */
  let tooOld;
  for (const command of candidates) {
    const python = await askVersion(command, env);
    if (python !== undefined && isNewEnough(python.version)) return python;
    tooOld ??= python;
  }
  throw new SetupFailure({
    message:
      tooOld === undefined
        ? 'There is no Python on PATH, and PyTorch needs one.'
        : `Python ${tooOld.version} (${tooOld.executable}) is too old: PyTorch needs 3.10 or later.`,
    hint,
  });
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Python | undefined>} nothing if there is no such command, or it is not a Python
 */
export async function askVersion(command, env) {
  // Without -I, which Python 2 does not know.
  const { exitCode, stdout } = await capture(command, ['-c', PROBE], { env });
  const [version, executable] = stdout.trim().split('|');
  if (exitCode !== 0 || version === undefined || executable === undefined) return undefined;
  return { executable, version };
}

/** @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
