/** What may follow an option, or stand for a positional argument. */
export interface ValueType<Value> {
  /** As help shows it: `N`, `NAME`. */
  readonly placeholder: string;
  /** Completes "expects …": `a whole number from 0`. */
  readonly expects: string;
  /** All that there is, for the shell to complete. */
  readonly choices?: readonly string[];
  /** Whether it names a file or a folder of this machine. */
  readonly isPath?: true;
  /** `undefined` when the text is no such value. */
  parse(text: string): Value | undefined;
}

export function text(placeholder: string, expects = 'a text'): ValueType<string> {
  return { placeholder, expects, parse: (given) => (given === '' ? undefined : given) };
}

/** A file or a folder, relative to where one stands. */
export function path(placeholder: string, expects = 'a path'): ValueType<string> {
  return { ...text(placeholder, expects), isPath: true };
}

export function wholeNumber(
  placeholder: string,
  { from = 0 }: { readonly from?: number } = {},
): ValueType<number> {
  const parse = (given: string): number | undefined => {
    const number = Number(given);
    return /^\d+$/.test(given) && number >= from && Number.isSafeInteger(number)
      ? number
      : undefined;
  };
  return { placeholder, expects: `a whole number from ${from}`, parse };
}

/** `0.5`, `40`: a sum of money. */
export function amount(placeholder: string): ValueType<number> {
  const parse = (given: string): number | undefined =>
    /^\d+(?:\.\d+)?$/.test(given) ? Number(given) : undefined;
  return { placeholder, expects: 'an amount like 40 or 0.5', parse };
}

export function oneOf<const Choice extends string>(
  placeholder: string,
  choices: readonly Choice[],
): ValueType<Choice> {
  return {
    placeholder,
    expects: `one of ${choices.join(', ')}`,
    choices,
    parse: (given) => choices.find((choice) => choice === given),
  };
}

const inMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30s`, `15m`, `12h`, `7d`, in milliseconds. */
export function duration(placeholder: string): ValueType<number> {
  const parse = (given: string): number | undefined => {
    const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(given) ?? [];
    return count === undefined || unit === undefined
      ? undefined
      : Number(count) * inMs[unit as keyof typeof inMs];
  };
  return { placeholder, expects: 'a duration like 30s, 15m, 12h or 7d', parse };
}

/** `KEY=VALUE`, split at the first `=`. */
export function assignment(
  placeholder: string,
  expects: string,
): ValueType<readonly [name: string, value: string]> {
  const parse = (given: string): readonly [string, string] | undefined => {
    const split = given.indexOf('=');
    return split < 1 ? undefined : [given.slice(0, split), given.slice(split + 1)];
  };
  return { placeholder, expects, parse };
}
