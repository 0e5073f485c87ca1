import { relative } from 'node:path';

import type { CommandContext } from '../../command-line/command-context.ts';
import { checkConfig } from '../../config/check-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { CommandError } from '../../errors/command-error.ts';
import { countOf } from '../../output/quantities.ts';
import type { Check } from './check.ts';

/** What the config file has, or what is wrong with it; nothing where there is none. */
export async function checkConfigFile({
  configFile: file,
  configFault: fault,
}: Pick<CommandContext, 'configFile' | 'configFault'>): Promise<readonly Check[]> {
  if (fault !== undefined) return [problemOf(fault)];
  if (file === undefined) return [];
  const { deployments = {}, jobs = {}, stages = {} } = checkConfig(await loadConfig(file), file);
  const counts = [
    countOf(Object.keys(deployments).length, 'deployment'),
    countOf(Object.keys(jobs).length, 'job'),
    countOf(Object.keys(stages).length, 'stage'),
  ];
  const message = `${relative(process.cwd(), file)}: ${counts.join(', ')}`;
  return [{ name, outcome: 'ok', message }];
}

const name = 'config';

function problemOf({ message, hint }: CommandError): Check {
  return { name, outcome: 'problem', message, ...(hint !== undefined && { hint }) };
}
