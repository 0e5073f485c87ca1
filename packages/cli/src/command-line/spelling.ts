import type { Arg, Command, PositionalArg } from './command.ts';

/** `maxBatchSize` as it is typed: `max-batch-size`. */
export function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `<file>`, `[file]`, `--name NAME`, `--tensors`, `-- ARG ...`. */
export function spell(name: string, arg: Arg): string {
  if (arg.kind === 'positional') return spellPlace(arg);
  if (arg.kind === 'rest') return `-- ${arg.placeholder} ...`;
  if (arg.kind === 'flag') return `--${toKebabCase(name)}`;
  return `--${toKebabCase(name)} ${arg.value.placeholder}`;
}

/** `torchrelay inspect [options] <file>` */
export function usageOf({ name, args }: Command): string {
  const all = Object.values(args);
  const rest = all.flatMap((arg) => (arg.kind === 'rest' ? [`[-- ${arg.placeholder} ...]`] : []));
  const places = all.flatMap((arg) => {
    if (arg.kind === 'list' && arg.isBare === true) return [`[${arg.value.placeholder} ...]`];
    return arg.kind === 'positional' ? [spellPlace(arg)] : [];
  });
  return ['torchrelay', name, ...places, '[options]', ...rest].join(' ');
}

function spellPlace({ value, default: given, isConfigured }: PositionalArg<unknown>): string {
  return given === undefined && isConfigured !== true
    ? `<${value.placeholder}>`
    : `[${value.placeholder}]`;
}
