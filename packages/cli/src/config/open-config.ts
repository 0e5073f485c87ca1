import { resolve } from 'node:path';

import type { Environment } from '../command-line/command-context.ts';
import { CommandError } from '../errors/command-error.ts';
import { checkConfig } from './check-config.ts';
import { findConfig } from './find-config.ts';
import { checkStageName, type LoadedConfig } from './layers.ts';
import { loadConfig } from './load-config.ts';

/** The config file that is named, or found from the folder upwards, with the stage that is asked for. */
export async function openConfig(
  { config: named, stage: asked }: Readonly<Record<string, unknown>>,
  environment: Environment,
  folder: string,
): Promise<LoadedConfig | undefined> {
  const given = typeof named === 'string' ? named : environment['TORCHRELAY_CONFIG'] || undefined;
  const file = given === undefined ? findConfig(folder, environment) : resolve(folder, given);
  if (file === undefined) {
    if (typeof asked === 'string') throw stageOfNothing(asked);
    return undefined;
  }
  const config = checkConfig(await loadConfig(file), file);
  const stage = typeof asked === 'string' ? asked : environment['TORCHRELAY_STAGE'] || undefined;
  const loaded = { file, config, stage };
  checkStageName(loaded);
  return loaded;
}

function stageOfNothing(stage: string): CommandError {
  return new CommandError({
    code: 'CONFIG_INVALID',
    message: `There is no config file here or above that could have the stage "${stage}".`,
    hint: 'Write one: torchrelay init',
  });
}
