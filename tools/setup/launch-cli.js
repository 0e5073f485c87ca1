import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuildFresh } from './build-freshness.js';
import { isDevelopmentNode } from './node-version.js';
import { servingPython } from './python/location.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'packages', 'cli', 'dist', 'main.js');
const source = join(root, 'packages', 'cli', 'src', 'main.ts');

/**
 * Runs the command from within the clone, whatever Node started it and whether or not the clone is set up: what is
 * built, if that is up to date, and in this very process if its Node will do; else the source.
 */
export async function launchFromClone() {
  let isFresh = isBuildFresh(root);
  // A build that is up to date was made from dependencies that are.
  if (!isFresh && !(await isSetUp())) {
    if (!(await setUpNow())) return;
    isFresh = isBuildFresh(root);
  }
  const python = servingPython({ root, env: process.env });
  if (existsSync(python)) process.env['TORCHRELAY_PYTHON'] = python;
  if (isFresh && isDevelopmentNode(process.versions.node)) await import(pathToFileURL(built).href);
  else await runElsewhere(isFresh ? [built] : ['--conditions=torchrelay-source', source]);
}

async function isSetUp() {
  const { areDependenciesInstalled } = await import('./dependencies.js');
  const { locateToolchain } = await import('./toolchain-paths.js');
  return areDependenciesInstalled(root) && existsSync(locateToolchain({ root }).node);
}

async function setUpNow() {
  const { setUp } = await import('./set-up.js');
  const { describeFailure } = await import('./failure.js');
  try {
    await setUp({ root, env: process.env, dependencies: true, build: true, python: [] });
    return true;
  } catch (error) {
    process.stderr.write(describeFailure(error));
    process.exitCode = 1;
    return false;
  }
}

/** @param {readonly string[]} program */
async function runElsewhere(program) {
  const { handOver } = await import('./hand-over.js');
  const { locateToolchain } = await import('./toolchain-paths.js');
  const { node } = locateToolchain({ root });
  process.exitCode = await handOver([node, ...program, ...process.argv.slice(2)], {
    env: process.env,
  });
}
