import type { Environment } from '../command-line/command-context.ts';
import type { Arg } from '../command-line/command.ts';
import { toKebabCase } from '../command-line/spelling.ts';
import { CommandError } from '../errors/command-error.ts';

/** `maxUsdPerHour`: `TORCHRELAY_MAX_USD_PER_HOUR` */
export function variableOf(key: string): string {
  return `TORCHRELAY_${toKebabCase(key).replaceAll('-', '_').toUpperCase()}`;
}

/** What a variable says; nothing where it is empty, as CI systems leave them. What may be repeated has none. */
export function readVariable(key: string, arg: Arg, environment: Environment): unknown {
  const variable = variableOf(key);
  const text = environment[variable];
  if (text === undefined || text === '' || arg.kind === 'list' || arg.kind === 'rest') {
    return undefined;
  }
  if (arg.kind === 'flag') return switchOf(variable, text);
  return arg.value.parse(text) ?? refuse(variable, arg.value.expects, text);
}

function switchOf(variable: string, text: string): boolean {
  if (text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : refuse(variable, 'true or false', text);
}

function refuse(variable: string, expects: string, text: string): never {
  throw new CommandError({
    message: `The variable ${variable} expects ${expects}, got "${text}".`,
    hint: `Change it, or take it away: unset ${variable}`,
  });
}
