import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupFailure } from './failure.js';

const MEBIBYTE = 2 ** 20;

/**
 * Says before a long download, and not at its end, that there is no room for it.
 *
 * @param {{ folder: string, neededBytes: number, purpose: string }} need
 */
export function requireDiskSpace({ folder, neededBytes, purpose }) {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  if (bavail * bsize >= neededBytes) return;
  throw new SetupFailure({
    message: `There is too little disk space for ${purpose}: ${mebibytes(bavail * bsize)} free at ${folder}, ${mebibytes(neededBytes)} needed.`,
    hint: 'Free some space, or clone onto a larger disk, and run the same command again.',
  });
}

/**
 * @param {string} folder
 * @returns {string}
 */
function nearestExisting(folder) {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

/** @param {number} bytes */
function mebibytes(bytes) {
  return `${Math.floor(bytes / MEBIBYTE)} MiB`;
}
