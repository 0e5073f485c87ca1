import { statSync } from 'node:fs';
import { join } from 'node:path';
import { capture, lastLines } from '../capture.js';
import { SetupFailure } from '../failure.js';
import { fingerprint, readStamp, writeStamp } from '../stamp.js';
import { askVersion, isNewEnough } from './find-python.js';

/**
 * Checks the Python that TORCHRELAY_PYTHON names, in place of building one. Its torch takes seconds to import, so an
 * interpreter that has not changed is not asked again.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, executable: string }} given
 * @returns {import('../step.js').Step}
 */
export function givenPythonStep({ root, env, executable }) {
  const stamp = join(root, '.python', 'given-python');
  return {
    title: `Checking the PyTorch of ${executable} (TORCHRELAY_PYTHON)`,
    isDone: () => readStamp(stamp) === identify(executable),
    run: async () => {
      const python = await askVersion(executable, env);
      if (python === undefined) throw refuse(`${executable} is not a Python that runs`);
      if (!isNewEnough(python.version))
        throw refuse(`${executable} is Python ${python.version}, and 3.10 is needed`);
      await requireTorch({ executable, env });
      writeStamp(stamp, identify(executable));
    },
  };
}

/** @param {{ executable: string, env: NodeJS.ProcessEnv }} python */
async function requireTorch({ executable, env }) {
  const program = 'import torch, numpy; torch.jit.load; print(torch.__version__)';
  const { exitCode, output } = await capture(executable, ['-I', '-c', program], { env });
  if (exitCode !== 0)
    throw refuse(`${executable} cannot import torch and numpy (${lastLines(output, 1)})`);
}

/**
 * Changes when the interpreter is replaced. A bare command name is asked each time.
 *
 * @param {string} executable
 */
function identify(executable) {
  const stats = statSync(executable, { throwIfNoEntry: false });
  return fingerprint([
    executable,
    stats === undefined ? String(Date.now()) : `${stats.ino} ${stats.mtimeMs}`,
  ]);
}

/** @param {string} reason */
function refuse(reason) {
  return new SetupFailure({
    message: `TORCHRELAY_PYTHON cannot be used: ${reason}.`,
    hint: 'Install torch and numpy there, name another Python, or unset TORCHRELAY_PYTHON to have one built under .python/.',
  });
}
