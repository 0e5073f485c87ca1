import { relative } from 'node:path';

import type { CommandContext, Environment } from '../command-line/command-context.ts';
import type { Command } from '../command-line/command.ts';
import { missingPlace, placesOf } from '../command-line/read-values.ts';
import { usageOf } from '../command-line/spelling.ts';
import { keepNames } from '../completion/config-names.ts';
import type { LoadedConfig } from './layers.ts';
import { openConfig } from './open-config.ts';
import { settle, type Settled } from './settle.ts';
import { settleTargets } from './settle-targets.ts';
import { type Said, subjectOf } from './subject.ts';

/** Adds what the environment and the config file say: the command line before both, defaults last. */
export async function configure(
  said: Said,
  environment: Environment,
  folder: string = process.cwd(),
): Promise<Settled & Pick<CommandContext, 'configFile'>> {
  const { command, values } = said;
  const { config: use } = command;
  if (use === undefined) return { values, settings: [], configFile: undefined };
  const loaded = await openConfig(values, environment, folder);
  if (loaded !== undefined) await keepNames(loaded);
  const configFile = loaded?.file;
  if (use.takes === 'targets') {
    return { ...settleTargets({ said, loaded, environment }), configFile };
  }
  const subject = subjectOf({ said, use, loaded, environment });
  const settled = settle({ subject, takes: use.takes, loaded, environment });
  checkComplete(command, settled.values, loaded);
  return { ...settled, configFile };
}

function checkComplete(
  command: Command,
  values: Settled['values'],
  loaded: LoadedConfig | undefined,
): void {
  const missing = placesOf(command).find(([name]) => values[name] === undefined);
  if (missing === undefined) return;
  const usage = `Usage: ${usageOf(command)}`;
  const file = loaded && relative(process.cwd(), loaded.file);
  throw missingPlace(
    command,
    missing,
    file === undefined ? usage : `${usage}\n${file} could say it, and has no such entry.`,
  );
}
