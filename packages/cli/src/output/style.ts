import { styleText } from 'node:util';

import type { Environment } from '../command-line/command-context.ts';

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colour for emphasis alone: everything reads the same without it. */
export type Style = Readonly<Record<Format, (text: string) => string>>;

export function createStyle({ isColoured }: { readonly isColoured: boolean }): Style {
  const paint =
    (format: Format) =>
    (text: string): string =>
      isColoured && text !== '' ? styleText(format, text, { validateStream: false }) : text;
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
