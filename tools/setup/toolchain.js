import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { capture, lastLines } from './capture.js';
import { requireDiskSpace } from './disk-space.js';
import { SetupFailure } from './failure.js';
import { installWithNpm } from './npm.js';
import { readStamp, writeStamp } from './stamp.js';
import { locateToolchain, needsOwnNode, nodePackage, runningNode } from './toolchain-paths.js';

const NEEDED_BYTES = 500 * 2 ** 20;

/**
 * Brings the pnpm that package.json names and, where the system's Node is too old, a newer one.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, running?: import('./toolchain-paths.js').RunningNode }} where
 * @returns {import('./step.js').Step}
 */
export function toolchainStep({ root, env, running = runningNode }) {
  const locate = () => locateToolchain({ root, running });
  const stamp = () => join(locate().modules, '.torchrelay-setup');
  const specs = wantedPackages({ root, running });
  return {
    title: `Bringing ${specs.join(' and ')} into .toolchain/`,
    isDone: () => {
      const { node, pnpm } = locate();
      const installed = readStamp(stamp())?.split(' ') ?? [];
      return (
        specs.every((spec) => installed.includes(spec)) && existsSync(pnpm) && existsSync(node)
      );
    },
    run: async () => {
      requireDiskSpace({ folder: root, neededBytes: NEEDED_BYTES, purpose: 'the toolchain' });
      const next = join(root, '.toolchain', 'next');
      rmSync(next, { recursive: true, force: true });
      await installWithNpm({ folder: next, specs, env });
      // The Node that runs this may be the one replaced, so the old tools stay until the new ones are there.
      rmSync(locate().modules, { recursive: true, force: true });
      renameSync(join(next, 'node_modules'), locate().modules);
      await requireRunning(locate());
      writeStamp(stamp(), specs.join(' '));
    },
  };
}

/** @param {{ root: string, running: import('./toolchain-paths.js').RunningNode }} where */
function wantedPackages({ root, running }) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pnpm = String(manifest.packageManager);
  if (!needsOwnNode({ root, running })) return [pnpm];
  const { name, range } = nodePackage();
  return [pnpm, `${name}@${range}`];
}

/** @param {import('./toolchain-paths.js').Toolchain} toolchain */
async function requireRunning({ node, pnpm }) {
  for (const tool of [node, pnpm]) {
    const { exitCode, output } = await capture(tool, ['--version']);
    if (exitCode === 0) continue;
    throw new SetupFailure({
      message: `${tool} does not run on this machine.\n\n${lastLines(output)}`,
      hint: 'Install Node 24 yourself, put it first on PATH and run the same command again.',
    });
  }
}
