import { relative } from 'node:path';

import { checkConfig } from '../../config/check-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { countOf } from '../../output/quantities.ts';
import type { Check } from './check.ts';

/** What the config file has, which was read without a fault before any check; nothing where there is none. */
export async function checkConfigFile(file: string | undefined): Promise<readonly Check[]> {
  if (file === undefined) return [];
  const { deployments = {}, jobs = {}, stages = {} } = checkConfig(await loadConfig(file), file);
  const counts = [
    countOf(Object.keys(deployments).length, 'deployment'),
    countOf(Object.keys(jobs).length, 'job'),
    countOf(Object.keys(stages).length, 'stage'),
  ];
  const message = `${relative(process.cwd(), file)}: ${counts.join(', ')}`;
  return [{ name: 'config', outcome: 'ok', message }];
}
