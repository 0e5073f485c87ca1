import type { Environment } from '../command-line/command-context.ts';

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colour for emphasis alone: everything reads the same without it. */
export type Style = Readonly<Record<Format, (text: string) => string>>;

/** How each begins and ends, by the numbers of ECMA-48. `util.styleText` does it too, in ten times the time to start. */
const codes: Readonly<Record<Format, readonly [begin: number, end: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export function createStyle({ isColoured }: { readonly isColoured: boolean }): Style {
  const paint =
    (format: Format) =>
    (text: string): string => {
      const [begin, end] = codes[format];
      return isColoured && text !== '' ? `\u001B[${begin}m${text}\u001B[${end}m` : text;
    };
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}

/** `FORCE_COLOR` over `NO_COLOR` over what the stream is. */
export function wantsColour({
  isTerminal,
  environment: { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal },
}: {
  readonly isTerminal: boolean;
  readonly environment: Environment;
}): boolean {
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (refused !== undefined && refused !== '') return false;
  return isTerminal && terminal !== 'dumb';
}
