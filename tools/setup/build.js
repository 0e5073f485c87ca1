import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { capture, lastLines } from './capture.js';
import { SetupFailure } from './failure.js';
import { writeStamp } from './stamp.js';

/**
 * Builds every package. turbo knows by content what it has built already, and is asked each time.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, node: string }} where
 * @returns {import('./step.js').Step}
 */
export function buildStep({ root, env, node }) {
  return {
    title: 'Building the packages',
    isDone: () => isBuildFresh(root),
    run: async () => {
      const startedAt = new Date();
      const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
      const { exitCode, output } = await capture(
        node,
        [turbo, 'run', 'build', '--output-logs=errors-only'],
        {
          cwd: root,
          env: { ...env, NO_COLOR: '1' },
        },
      );
      if (exitCode !== 0) {
        throw new SetupFailure({
          message: `The packages do not build.\n\n${lastLines(output, 40)}`,
          hint: 'Mend the source above; `npm run build` builds again.',
        });
      }
      writeStamp(stampOf(root), 'built');
      // What is saved while the build runs is newer than the build.
      utimesSync(stampOf(root), startedAt, startedAt);
    },
  };
}

/**
 * Whether nothing that goes into the build is newer than it. By time and not by content: the command asks at each
 * start, and has milliseconds.
 *
 * @param {string} root
 */
export function isBuildFresh(root) {
  const stamp = stampOf(root);
  if (!existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  const folders = readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')));
  const inputs = [...folders.flatMap(inputsOfPackage), ...sharedInputs(root)];
  return (
    folders.every((folder) => existsSync(join(folder, 'dist'))) &&
    inputs.every((input) => isOlder(input, builtAt))
  );
}

/** @param {string} folder */
function inputsOfPackage(folder) {
  return ['src', 'package.json', 'tsdown.config.ts'].map((name) => join(folder, name));
}

/** @param {string} root */
function sharedInputs(root) {
  return ['pnpm-lock.yaml', 'tsconfig.base.json', 'tools/build'].map((name) => join(root, name));
}

/**
 * A folder's own time changes when a file in it is added, removed or renamed.
 *
 * @param {string} path
 * @param {number} time
 * @returns {boolean}
 */
function isOlder(path, time) {
  const stats = statSync(path);
  if (stats.mtimeMs > time) return false;
  return !stats.isDirectory() || readdirSync(path).every((name) => isOlder(join(path, name), time));
}

/** @param {string} root */
function stampOf(root) {
  return join(root, 'node_modules', '.torchrelay-build');
}
