import { delimiter, join } from 'node:path';
import { buildStep } from './build.js';
import { dependenciesStep } from './dependencies.js';
import { withLock } from './lock.js';
import { servingPython } from './python/location.js';
import { pythonSteps } from './python/steps.js';
import { runStep } from './step.js';
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
    async () => {
      await runStep(toolchainStep({ root, env }));
      for (const step of laterSteps(wanted)) await runStep(step);
    },
    { onWait },
  );
  return environmentOf({ root, env });
}

/** @param {Wanted} wanted */
function laterSteps({ root, env: given, dependencies, build, python }) {
  const env = environmentOf({ root, env: given });
  const { node, pnpm } = locateToolchain({ root });
  return [
    ...(dependencies ? [dependenciesStep({ root, env, pnpm })] : []),
    ...(build ? [buildStep({ root, env, node })] : []),
    ...pythonSteps({ names: python, root, env: given }),
  ];
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
