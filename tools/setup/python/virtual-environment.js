import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { capture, lastLines } from '../capture.js';
import { requireDiskSpace } from '../disk-space.js';
import { SetupFailure } from '../failure.js';
import { fingerprint, readStamp, writeStamp } from '../stamp.js';
import { findPython } from './find-python.js';
import { installRequirements } from './install-requirements.js';
import { interpreterOf } from './location.js';

/** @typedef {import('./environments.js').PythonEnvironment} PythonEnvironment */

/**
 * Builds one environment from its requirements, anew whenever they or the Python under it change.
 *
 * @param {{ name: string, environment: PythonEnvironment, requirements: string, check: string, folder: string, env: NodeJS.ProcessEnv }} wanted
 * `requirements` and `check` are files, `folder` is where the environment goes
 * @returns {import('../step.js').Step}
 */
export function virtualEnvironmentStep({ name, environment, requirements, check, folder, env }) {
  const stamp = join(folder, '.torchrelay-setup');
  const inputs = () =>
    fingerprint([
      readFileSync(requirements),
      readFileSync(check),
      String(environment.showsSystemPackages),
      process.platform,
    ]);
  return {
    title: `Building .python/${name}: ${environment.purpose}`,
    // A Python that was removed or replaced leaves a dangling link.
    isDone: () => readStamp(stamp) === inputs() && existsSync(interpreterOf(folder)),
    run: async () => {
      const python = await findPython(env);
      requireDiskSpace({
        folder,
        neededBytes: environment.neededBytes,
        purpose: `.python/${name}`,
      });
      rmSync(folder, { recursive: true, force: true });
      await create({ python: python.executable, folder, environment, env });
      const interpreter = interpreterOf(folder);
      await installRequirements({ interpreter, requirements, env });
      const advice = await runCheck({ interpreter, check, env });
      writeStamp(stamp, inputs());
      return advice;
    },
  };
}

/** @param {{ python: string, folder: string, environment: PythonEnvironment, env: NodeJS.ProcessEnv }} venv */
async function create({ python, folder, environment, env }) {
  const flags = environment.showsSystemPackages ? ['--system-site-packages'] : [];
  const { exitCode, output } = await capture(python, ['-I', '-m', 'venv', ...flags, folder], {
    env,
  });
  if (exitCode === 0) return;
  if (/ensurepip|No module named '?venv/.test(output)) {
    throw new SetupFailure({
      message: `${python} cannot make virtual environments: its venv module is missing or incomplete.`,
      hint: 'On Debian and Ubuntu: `sudo apt install python3-venv`. Or set TORCHRELAY_PYTHON to a Python that has PyTorch.',
    });
  }
  throw new SetupFailure({
    message: `${python} could not make a virtual environment in ${folder}.\n\n${lastLines(output)}`,
    hint: 'Solve what Python says above, or set TORCHRELAY_PYTHON to a Python that has PyTorch.',
  });
}

/** @param {{ interpreter: string, check: string, env: NodeJS.ProcessEnv }} installed */
async function runCheck({ interpreter, check, env }) {
  // Importing also writes the byte code that pip was told to leave out, unless Python is told not to.
  const { exitCode, stdout, output } = await capture(interpreter, [check], {
    env: { ...env, PYTHONDONTWRITEBYTECODE: '', PYTHONPATH: '' },
  });
  if (exitCode === 0) return stdout.trim();
  throw new SetupFailure({
    message: `The Python environment was installed, but does not work.\n\n${lastLines(output)}`,
    hint: 'Often a system library is missing, or the wheel is not for this processor; set TORCHRELAY_PYTHON to a Python that has PyTorch.',
  });
}
