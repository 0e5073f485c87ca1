import { relative } from 'node:path';

import type { Environment } from '../../command-line/command-context.ts';
import { checkConfig } from '../../config/check-config.ts';
import { findConfig } from '../../config/find-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { describeError } from '../../errors/describe-error.ts';
import { countOf } from '../../output/quantities.ts';
import type { Check } from './check.ts';

/** Whether the config file that holds here can be read; nothing where there is none. */
export async function checkConfigFile(environment: Environment): Promise<readonly Check[]> {
  const name = 'config';
  try {
    const file = environment['TORCHRELAY_CONFIG'] || findConfig(process.cwd(), environment);
    if (file === undefined) return [];
    const { deployments = {}, jobs = {}, stages = {} } = checkConfig(await loadConfig(file), file);
    const counts = [
      countOf(Object.keys(deployments).length, 'deployment'),
      countOf(Object.keys(jobs).length, 'job'),
      countOf(Object.keys(stages).length, 'stage'),
    ];
    return [
      { name, outcome: 'ok', message: `${relative(process.cwd(), file)}: ${counts.join(', ')}` },
    ];
  } catch (error) {
    const { message, hint } = describeError(error);
    return [{ name, outcome: 'problem', message, ...(hint !== undefined && { hint }) }];
  }
}
