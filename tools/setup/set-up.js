import { delimiter, join } from 'node:path';
import { buildStep } from './build.js';
import { dependenciesStep } from './dependencies.js';
import { withLock } from './lock.js';
import { servingPython } from './python/location.js';
import { pythonSteps } from './python/steps.js';
import { runSideBySide } from './side-by-side.js';
import { toolchainStep } from './toolchain.js';
import { locateToolchain } from './toolchain-paths.js';

/**
 * @typedef {object} Wanted
 * @property {string} root the clone
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} dependencies
 * @property {boolean} build
 * @property {readonly string[]} python names of environments
 */

/**
 * Does every step that is not done yet, and says what commands need to find the result.
 *
 * @param {Wanted} wanted
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function setUp(wanted) {
  const { root, env } = wanted;
  const onWait = (/** @type {number} */ holder) =>
    process.stderr.write(
      `Waiting for the set-up of process ${holder} (if it is none, delete .toolchain/lock) …\n`,
    );
  await withLock(
    join(root, '.toolchain', 'lock'),
    // pip needs none of the toolchain, and takes about as long.
    () => runSideBySide([nodeSteps(wanted), pythonSteps({ names: wanted.python, root, env })]),
    { onWait },
  );
  return environmentOf({ root, env });
}

/**
 * One by one: where the toolchain is shows only when it is there.
 *
 * @param {Wanted} wanted
 */
function* nodeSteps({ root, env: given, dependencies, build }) {
  yield toolchainStep({ root, env: given });
  const env = environmentOf({ root, env: given });
  const { node, pnpm } = locateToolchain({ root });
  if (dependencies) yield dependenciesStep({ root, env, pnpm });
  if (build) yield buildStep({ root, env, node });
}

/**
 * @param {{ root: string, env: NodeJS.ProcessEnv }} where
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOf({ root, env }) {
  const { path } = locateToolchain({ root });
  return {
    ...env,
    PATH: [...path, env['PATH'] ?? ''].join(delimiter),
    TORCHRELAY_PYTHON: servingPython({ root, env }),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
}
