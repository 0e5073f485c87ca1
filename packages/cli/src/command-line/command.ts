import type { ExitCode } from '../errors/exit-code.ts';
import type { CommandContext } from './command-context.ts';
import type { ValueType } from './value-type.ts';

/** `--tensors`: given or not. */
export interface FlagArg {
  readonly kind: 'flag';
  readonly summary: string;
  /** One letter: `y` for `-y`. */
  readonly short?: string;
}

/** `<file>`, by its place; `[file]` where there is a default, which only the last may have. */
export interface PositionalArg<Value> {
  readonly kind: 'positional';
  readonly summary: string;
  readonly value: ValueType<Value>;
  readonly default?: Value;
}

/** `--name NAME`. */
export interface OptionArg<Value> {
  readonly kind: 'option';
  readonly summary: string;
  readonly value: ValueType<Value>;
  readonly default?: Value;
  /** One letter: `o` for `-o FILE`. */
  readonly short?: string;
}

/** `--input NAME=VALUE`, as often as wanted. */
export interface ListArg<Item> {
  readonly kind: 'list';
  readonly summary: string;
  readonly value: ValueType<Item>;
  /** Whether they may stand without `--input` too, after the places. */
  readonly isBare?: true;
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

export function defineCommand<Values>({
  handler,
  args,
  ...description
}: CommandDefinition<Values>): Command {
  return {
    ...description,
    args,
    // The parser makes values by these very `args`, which are typed by `Values`.
    run: async (values, context) => (await handler()).run(values as Values, context),
  };
}
