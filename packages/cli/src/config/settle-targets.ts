import type { Environment } from '../command-line/command-context.ts';
import { CommandError } from '../errors/command-error.ts';
import { entryKinds } from './entry-args.ts';
import { variableOf } from './environment.ts';
import { entryNames, layersOf, type LoadedConfig } from './layers.ts';
import type { Settled } from './settle.ts';
import type { Said } from './subject.ts';

/** Of commands about no entry in particular: the targets of all of them. */
export function settleTargets({
  said: { command, values, said },
  loaded,
  environment,
}: {
  readonly said: Said;
  readonly loaded: LoadedConfig | undefined;
  readonly environment: Environment;
}): Settled {
  if (said.has('target')) return { values, settings: [] };
  const variable = environment[variableOf('target')];
  const targets = variable ? [variable] : loaded === undefined ? [] : targetsOf(loaded);
  const [first, second] = targets;
  if (first === undefined) return { values, settings: [] };
  const takesSeveral = command.args['target']?.kind === 'list';
  if (second !== undefined && !takesSeveral) throw several(command.name, targets);
  return { values: { ...values, target: takesSeveral ? targets : first }, settings: [] };
}

/** Every target that the config file names, each once. */
function targetsOf(loaded: LoadedConfig): readonly string[] {
  const entries = entryKinds.flatMap((kind) =>
    entryNames(loaded, kind).map((name) => layersOf(loaded, kind, name)),
  );
  const all = [...entries, layersOf(loaded, 'deployments', undefined)];
  const named = all.flatMap((layers) => {
    const target = layers.find(({ settings }) => settings['target'] !== undefined);
    return typeof target?.settings['target'] === 'string' ? [target.settings['target']] : [];
  });
  return [...new Set(named)];
}

function several(command: string, targets: readonly string[]): CommandError {
  return new CommandError({
    message: `The config file names several targets: ${targets.join(', ')}.`,
    hint: `Name one: torchrelay ${command} --target ${targets[0]}`,
    data: { targets },
  });
}
