import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, lastLines } from './capture.js';
import { diagnoseDownload } from './diagnose.js';
import { SetupFailure } from './failure.js';
import { fingerprint, readStamp, writeStamp } from './stamp.js';

/**
 * Installs what pnpm-lock.yaml lists, and nothing else.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, pnpm: string }} where
 * @returns {import('./step.js').Step}
 */
export function dependenciesStep({ root, env, pnpm }) {
  return {
    title: 'Installing the dependencies into node_modules/',
    isDone: () => areDependenciesInstalled(root),
    run: async () => {
      // CI: ask nothing, and never change the lock file.
      const { exitCode, output } = await capture(pnpm, ['install', '--frozen-lockfile'], {
        cwd: root,
        env: { ...withRegistryOf(env), CI: 'true' },
      });
      if (exitCode !== 0) throw explain(output);
      writeStamp(stampOf(root), inputsOf(root));
    },
  };
}

/**
 * pnpm reads npm's files, but not its environment: a registry given there would hold for half of the set-up.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withRegistryOf(env) {
  const registry = env['npm_config_registry'];
  return registry ? { pnpm_config_registry: registry, ...env } : env;
}

/** @param {string} root */
export function areDependenciesInstalled(root) {
  return readStamp(stampOf(root)) === inputsOf(root);
}

/** @param {string} root */
function stampOf(root) {
  return join(root, 'node_modules', '.torchrelay-setup');
}

/**
 * Not Node's version: nothing that pnpm installs here is compiled for it.
 *
 * @param {string} root
 */
function inputsOf(root) {
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) =>
    join(root, name),
  );
  const packages = workspaceFolders(root).map((folder) => join(folder, 'package.json'));
  return fingerprint([
    process.platform,
    process.arch,
    ...[...files, ...packages].map((file) => readFileSync(file)),
  ]);
}

/**
 * Every folder that may be a workspace package, one level below the folders that hold them.
 *
 * @param {string} root
 */
function workspaceFolders(root) {
  return ['.', 'packages', 'stand-ins', 'tools']
    .map((parent) => join(root, parent))
    .filter((parent) => existsSync(parent))
    .flatMap((parent) =>
      readdirSync(parent)
        .toSorted()
        .map((name) => join(parent, name)),
    )
    .filter((folder) => existsSync(join(folder, 'package.json')));
}

/** @param {string} output */
function explain(output) {
  if (output.includes('ERR_PNPM_OUTDATED_LOCKFILE')) {
    return new SetupFailure({
      message: 'pnpm-lock.yaml does not match the package.json files.',
      hint: 'Run `npm run pnpm -- install` and commit pnpm-lock.yaml with the change.',
    });
  }
  return (
    diagnoseDownload({ output, from: 'the npm registry', setting: 'npm config get registry' }) ??
    new SetupFailure({
      message: `pnpm could not install the dependencies.\n\n${lastLines(output)}`,
      hint: 'Solve what pnpm says above and run the same command again; what is done already is kept.',
    })
  );
}
