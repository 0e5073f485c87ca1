import { commands } from '../commands/index.ts';
import { exitCodes, type ExitCode } from '../errors/exit-code.ts';
import { reportError } from '../errors/report-error.ts';
import { type Channel, openChannel } from '../output/channel.ts';
import { show } from '../output/show.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { version } from '../version.ts';
import type { CommandContext, Environment } from './command-context.ts';
import { commandHelp, overviewHelp } from './help.ts';
import { watchInterruption } from './interruption.ts';
import { type Invocation, parseCommandLine } from './parse.ts';

/** Does what a command line asks for, in this process. */
export async function runCommandLine(commandLine: readonly string[]): Promise<ExitCode> {
  const environment: Environment = process.env;
  const out = openChannel({ stream: process.stdout, environment });
  const err = openChannel({ stream: process.stderr, environment });
  const isStream = ownPart(commandLine).includes('--events');
  const isJson = isStream || ownPart(commandLine).includes('--json');
  leaveWhenNobodyReads();
  let target: string | undefined;
  try {
    const invocation = parseCommandLine(commandLine, commands);
    if (invocation.kind !== 'run') return answer(invocation, { out, isJson, isStream });
    const { command } = invocation;
    const configured = await complete(invocation, environment);
    target = targetIn(configured.values);
    return await runCommand(
      { command, ...configured },
      { environment, out, err, isJson, isStream },
    );
  } catch (error) {
    return reportError(error, { out, err, isJson, isStream, target });
  }
}

/** Of commands that take one target. */
function targetIn({ target }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof target === 'string' ? target : undefined;
}

/** What stands after `--` is for others. */
function ownPart(commandLine: readonly string[]): readonly string[] {
  const at = commandLine.indexOf('--');
  return at < 0 ? commandLine : commandLine.slice(0, at);
}

/** `torchrelay logs … | head`: the reader has had enough, which is no failure. */
function leaveWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCodes.done);
  });
}

function answer(
  invocation: Exclude<Invocation, { kind: 'run' }>,
  output: Pick<CommandContext, 'out' | 'isJson' | 'isStream'>,
): ExitCode {
  const { out } = output;
  if (invocation.kind === 'version')
    show(output, { document: { version }, lines: () => [version] });
  else {
    const { command } = invocation;
    const lines = command === undefined ? overviewHelp(commands, out) : commandHelp(command, out);
    out.line(lines.join('\n'));
  }
  return exitCodes.done;
}

type FromConfig = Pick<CommandContext, 'settings' | 'configFile' | 'configFault'>;

/** What most commands may take from the environment and a config file too; the others do not load that. */
async function complete(
  invocation: Extract<Invocation, { kind: 'run' }>,
  environment: Environment,
): Promise<FromConfig & Pick<typeof invocation, 'values'>> {
  if (invocation.command.config === undefined) {
    const { values } = invocation;
    return { values, settings: [], configFile: undefined, configFault: undefined };
  }
  const { configure } = await import('../config/configure.ts');
  return configure(invocation, environment);
}

async function runCommand(
  {
    command,
    values,
    settings,
    configFile,
    configFault,
  }: Pick<Extract<Invocation, { kind: 'run' }>, 'command' | 'values'> & FromConfig,
  outside: Pick<CommandContext, 'environment' | 'out' | 'err' | 'isJson' | 'isStream'>,
): Promise<ExitCode> {
  const { environment, err } = outside;
  const { abortSignal, stopWatching } = watchInterruption(err);
  try {
    const context: CommandContext = {
      ...outside,
      symbols: chooseSymbols(environment),
      ask: canAsk(err) ? (question) => ask({ question, err, abortSignal }) : undefined,
      settings,
      configFile,
      configFault,
      abortSignal,
    };
    return (await command.run(values, context)) ?? exitCodes.done;
  } finally {
    stopWatching();
  }
}

function canAsk(err: Channel): boolean {
  return process.stdin.isTTY && err.isTerminal;
}

async function ask(
  question: Pick<CommandContext, 'err' | 'abortSignal'> & { readonly question: string },
): Promise<boolean> {
  const { askOnTerminal } = await import('../output/ask.ts');
  return askOnTerminal({ ...question, input: process.stdin });
}
