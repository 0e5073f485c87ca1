import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, lastLines } from './capture.js';
import { diagnoseDownload } from './diagnose.js';
import { SetupFailure } from './failure.js';

const flags = [
  '--no-save',
  '--no-package-lock',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--loglevel=error',
];

/**
 * Installs packages into a folder of their own, without running anything of theirs.
 *
 * @param {{ folder: string, specs: readonly string[], env: NodeJS.ProcessEnv }} installation
 */
export async function installWithNpm({ folder, specs, env }) {
  const npm = locateNpm(env);
  const commandArguments = [...npm.arguments, 'install', '--prefix', folder, ...flags, ...specs];
  const { exitCode, output } = await capture(npm.command, commandArguments, { env });
  if (exitCode === 0) return;
  const diagnosis = diagnoseDownload({
    output,
    from: 'the npm registry',
    setting: 'npm config get registry',
  });
  if (diagnosis !== undefined) throw diagnosis;
  throw new SetupFailure({
    message: `npm could not install ${specs.join(' and ')}.\n\n${lastLines(output)}`,
    hint: 'Solve what npm says above and run the same command again; what is done already is kept.',
  });
}

/**
 * The npm that started us if one did, else the one on PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function locateNpm(env) {
  const starter = env['npm_execpath'];
  if (starter !== undefined && /npm-cli\.c?js$/.test(starter) && existsSync(starter)) {
    return { command: process.execPath, arguments: [starter] };
  }
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const isOnPath = (env['PATH'] ?? env['Path'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, command)));
  if (isOnPath) return { command, arguments: [] };
  throw new SetupFailure({
    message: 'npm is not on PATH, and it is what brings the other tools.',
    hint: 'Install a Node that comes with npm and run the same command again.',
  });
}
