// Imported at every start of the command, so it imports next to nothing itself.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether nothing that goes into the build is newer than it. By time and not by content: the command asks at each
 * start, and has milliseconds.
 *
 * @param {string} root
 */
export function isBuildFresh(root) {
  const stamp = buildStampOf(root);
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
  return stats.mtimeMs <= time && (!stats.isDirectory() || isContentOlder(path, time));
}

/**
 * @param {string} folder
 * @param {number} time
 * @returns {boolean}
 */
function isContentOlder(folder, time) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.endsWith('.test.ts')) continue;
    // Not `join`, which takes as long as the question to the file system.
    const path = `${folder}/${entry.name}`;
    if (statSync(path).mtimeMs > time) return false;
    if (entry.isDirectory() && !isContentOlder(path, time)) return false;
  }
  return true;
}

/**
 * Written last, in a folder that is deleted to start afresh.
 *
 * @param {string} root
 */
export function buildStampOf(root) {
  return join(root, 'node_modules', '.torchrelay-build');
}
