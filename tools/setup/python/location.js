// Imported at every start of the command, so it imports next to nothing itself.
import { join } from 'node:path';

/**
 * The Python to serve with.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv }} where
 */
export function servingPython({ root, env }) {
  return env['TORCHRELAY_PYTHON'] || interpreterOf(environmentFolder({ root, name: 'serving' }));
}

/** @param {{ root: string, name: string }} environment */
export function environmentFolder({ root, name }) {
  return join(root, '.python', name);
}

/** @param {string} folder of a virtual environment */
export function interpreterOf(folder) {
  return process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');
}
