import type { ExitCode } from '../errors/exit-code.ts';
import type { CommandContext } from './command-context.ts';
import { path, text, type ValueType } from './value-type.ts';

/** `--tensors`: given or not. */
export interface FlagArg {
  readonly kind: 'flag';
  readonly summary: string;
  /** One letter: `y` for `-y`. */
  readonly short?: string;
  /** Whether it is said anew each time: no config file and no variable has it. */
  readonly isForOnce?: true;
}

/** `<file>`, by its place; `[file]` where there is a default, which only the last may have, or a config file. */
export interface PositionalArg<Value> {
  readonly kind: 'positional';
  readonly summary: string;
  readonly value: ValueType<Value>;
  readonly default?: Value;
  /** What a config file calls it, if not as the member is called. */
  readonly configKey?: string;
  /** Whether a config file may say it; `defineCommand` tells. */
  readonly isConfigured?: boolean;
}

/** `--name NAME`. */
export interface OptionArg<Value> {
  readonly kind: 'option';
  readonly summary: string;
  readonly value: ValueType<Value>;
  readonly default?: Value;
  /** One letter: `o` for `-o FILE`. */
  readonly short?: string;
  /** Whether it is said anew each time: no config file and no variable has it. */
  readonly isForOnce?: true;
}

/** `--input NAME=VALUE`, as often as wanted. */
export interface ListArg<Item> {
  readonly kind: 'list';
  readonly summary: string;
  readonly value: ValueType<Item>;
  /** Whether they may stand without `--input` too, after the places. */
  readonly isBare?: true;
  /** Whether it is said anew each time: no config file has it. */
  readonly isForOnce?: true;
}

/** `-- ARG ...`: everything after the two dashes as it stands, for another program. */
export interface RestArg {
  readonly kind: 'rest';
  readonly summary: string;
  readonly placeholder: string;
}

export type Arg =
  | RestArg
  | FlagArg
  | PositionalArg<unknown>
  | OptionArg<unknown>
  | ListArg<unknown>;

/** The kinds of argument that give such a value. */
type ArgFor<Value> = [Value] extends [boolean]
  ? FlagArg
  : [Value] extends [readonly (infer Item)[]]
    ? ListArg<Item> | ([Item] extends [string] ? RestArg : never)
    : undefined extends Value
      ? OptionArg<Exclude<Value, undefined>>
      : PositionalArg<Value> | (OptionArg<Value> & { readonly default: Value });

/** One argument for each member: `maxBatchSize` is `--max-batch-size`. Positionals keep their order. */
export type Args<Values> = { readonly [Name in keyof Values]-?: ArgFor<Values[Name]> };

/** What a command takes from the config file where the command line does not say it. */
export interface ConfigUse {
  /** Whose settings: with `--job` always those of a job. */
  readonly of: 'deployments' | 'jobs' | 'pipelines';
  /** All that an entry sets, or only what it is called and where it is, or the targets of all entries. */
  readonly takes: 'options' | 'place' | 'targets';
  /** Whether the command goes on where the file cannot be used, and tells itself what is wrong with it. */
  readonly evenIfBroken?: true;
}

export interface Example {
  readonly does: string;
  readonly run: string;
}

/** What a handler returns when it is not simply done. */
export type Handler<Values> = (
  values: Values,
  context: CommandContext,
) => Promise<ExitCode | undefined>;

export interface CommandDefinition<Values> {
  readonly name: string;
  /** One line without a final full stop, an imperative. */
  readonly summary: string;
  /** More than the summary says, for this command's own help. */
  readonly details?: string;
  readonly args: Args<Values>;
  readonly config?: ConfigUse;
  /** Whether something happens on the way to the result, for `--events` to tell. */
  readonly hasEvents?: true;
  readonly examples: readonly Example[];
  /** An `import()`: no command pays for another's code. */
  readonly handler: () => Promise<{ readonly run: Handler<Values> }>;
}

/** A command as the parser and the help see it: its values have lost their types. */
export interface Command extends Omit<CommandDefinition<unknown>, 'args' | 'handler'> {
  readonly args: Readonly<Record<string, Arg>>;
  readonly run: (
    values: Readonly<Record<string, unknown>>,
    context: CommandContext,
  ) => Promise<ExitCode | undefined>;
}

const configArgs: Readonly<Record<'config' | 'stage', OptionArg<string>>> = {
  config: {
    kind: 'option',
    summary: 'The config file; by default torchrelay.config.ts, .js or .json, here or above',
    value: path('FILE', 'the path of a file'),
    isForOnce: true,
  },
  stage: {
    kind: 'option',
    summary: 'A stage of the config file, such as prod',
    value: text('NAME'),
    isForOnce: true,
  },
};

const eventsArg: FlagArg = {
  kind: 'flag',
  summary: 'Print each event as a line of JSON as it happens, and the result as the last',
  isForOnce: true,
};

export function defineCommand<Values>({
  handler,
  args: own,
  ...description
}: CommandDefinition<Values>): Command {
  const args: Command['args'] = own;
  const { config, hasEvents } = description;
  return {
    ...description,
    args: {
      ...(config === undefined ? args : { ...configurable(args, config), ...configArgs }),
      ...(hasEvents && { events: eventsArg }),
    },
    // The parser makes values by these very `args`, which are typed by `Values`.
    run: async (values, context) => (await handler()).run(values as Values, context),
  };
}

/** What a config file may say has not to be said on the command line. */
function configurable(args: Command['args'], { takes }: ConfigUse): Command['args'] {
  if (takes === 'targets') return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, arg]) => [
      name,
      arg.kind === 'positional' ? { ...arg, isConfigured: true } : arg,
    ]),
  );
}
