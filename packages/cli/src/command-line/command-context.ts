import type { Setting } from '../config/setting.ts';
import type { CommandError } from '../errors/command-error.ts';
import type { Channel } from '../output/channel.ts';
import type { Symbols } from '../output/symbols.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command works with besides its values: the outside world, injected. */
export interface CommandContext {
  readonly environment: Environment;
  /** stdout: the result, and nothing else. */
  readonly out: Channel;
  /** stderr: progress, hints, questions. */
  readonly err: Channel;
  readonly symbols: Symbols;
  /** Whether the result is to be one JSON document. */
  readonly isJson: boolean;
  /** Whether that document is the last of many lines, each an event as it happens. */
  readonly isStream: boolean;
  /** Asks on the terminal; `undefined` where there is nobody to ask. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  /** What it works with, and where each value was said. */
  readonly settings: readonly Setting[];
  /** The config file that was read, if any. */
  readonly configFile: string | undefined;
  /** Why there is one that was not read, for a command that goes on without. */
  readonly configFault: CommandError | undefined;
  /** Aborted by the first Ctrl-C. */
  readonly abortSignal: AbortSignal;
}
