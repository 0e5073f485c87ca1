import { capture, lastLines } from '../capture.js';
import { diagnoseDownload, isDiskFull } from '../diagnose.js';
import { SetupFailure } from '../failure.js';

// Older ones do not know the wheels' names (manylinux_2_28) and would build PyTorch from source.
const OLDEST_PIP = [20, 3];

/**
 * @param {{ interpreter: string, requirements: string, env: NodeJS.ProcessEnv }} installation
 */
export async function installRequirements({ interpreter, requirements, env }) {
  const pip = ['-m', 'pip'];
  const pipEnv = {
    ...env,
    PIP_USER: '0',
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PYTHONPATH: '',
  };
  await requireRecentPip({ interpreter, pip, env: pipEnv });
  const install = [...pip, 'install', '--quiet', ...extraIndex(env), '--requirement', requirements];
  // Byte-compiling PyTorch and retrying a dead index take minutes; whoever needs the retries gets them second.
  const quick = await capture(interpreter, [...install, '--no-compile', '--retries', '1'], {
    env: pipEnv,
  });
  if (quick.exitCode === 0) return;
  // Trying again would only fill the disk again.
  if (isDiskFull(quick.output)) throw explain(quick.output);
  const patient = await capture(interpreter, install, { env: pipEnv });
  if (patient.exitCode !== 0) throw explain(patient.output);
}

/**
 * An index that has PyTorch for this machine's processor or GPU, where the default one would bring another build.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function extraIndex(env) {
  const index = env['TORCHRELAY_TORCH_INDEX'];
  return index ? ['--extra-index-url', index] : [];
}

/** @param {{ interpreter: string, pip: readonly string[], env: NodeJS.ProcessEnv }} installed */
async function requireRecentPip({ interpreter, pip, env }) {
  const { exitCode, stdout } = await capture(interpreter, [...pip, '--version'], { env });
  const [, major = '0', minor = '0'] = /^pip (\d+)\.(\d+)/.exec(stdout) ?? [];
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_PIP;
  const isRecent =
    Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  if (exitCode === 0 && isRecent) return;
  throw new SetupFailure({
    message: `The pip of this Python is too old (${stdout.trim() || 'it does not run'}): ${OLDEST_PIP.join('.')} or later is needed.`,
    hint: 'Run `python3 -m ensurepip --upgrade`, or install a newer Python, and run the same command again.',
  });
}

/** @param {string} output */
function explain(output) {
  const diagnosis = diagnoseDownload({
    output,
    from: "pip's package index",
    setting: 'python3 -m pip config list',
  });
  if (diagnosis !== undefined) return diagnosis;
  if (output.includes('No matching distribution found')) {
    return new SetupFailure({
      message: `pip found no PyTorch for this Python and machine.\n\n${lastLines(output, 3)}`,
      hint: 'Use a Python between 3.10 and 3.14 on a 64-bit system, or set TORCHRELAY_PYTHON to one that has PyTorch.',
    });
  }
  return new SetupFailure({
    message: `pip could not install the requirements.\n\n${lastLines(output)}`,
    hint: 'Solve what pip says above and run the same command again.',
  });
}
