import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { SetupFailure } from '../failure.js';
import { pythonEnvironments } from './environments.js';
import { givenPythonStep } from './given-python.js';
import { environmentFolder } from './location.js';
import { virtualEnvironmentStep } from './virtual-environment.js';

const definitions = fileURLToPath(new URL('.', import.meta.url));

/**
 * The steps for the environments named, `all` for every one there is.
 *
 * @param {{ names: readonly string[], root: string, env: NodeJS.ProcessEnv }} wanted
 * @returns {import('../step.js').Step[]}
 */
export function pythonSteps({ names, root, env }) {
  const wanted = names.includes('all') ? Object.keys(pythonEnvironments) : names;
  return wanted.map((name) => {
    const environment = pythonEnvironments[name];
    if (environment === undefined) {
      throw new SetupFailure({
        message: `There is no Python environment called ${name}.`,
        hint: `There are ${Object.keys(pythonEnvironments).join(', ')}, and all.`,
      });
    }
    const given = env['TORCHRELAY_PYTHON'];
    if (name === 'serving' && given) return givenPythonStep({ root, env, executable: given });
    const [requirements, check] = [
      join(definitions, `${name}.txt`),
      join(definitions, `${name}.check.py`),
    ];
    return virtualEnvironmentStep({
      name,
      environment,
      requirements,
      check,
      folder: environmentFolder({ root, name }),
      env,
    });
  });
}
