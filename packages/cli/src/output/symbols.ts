import type { Environment } from '../command-line/command-context.ts';

/** The signs of a terminal that shows Unicode, or their stand-ins. */
export interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly warning: string;
  readonly between: string;
  readonly more: string;
  readonly times: string;
  readonly arrow: string;
  /** From empty to full, for the last cell of a bar. */
  readonly blocks: readonly string[];
  /** From nothing to the most, for a course over time. */
  readonly levels: readonly string[];
  readonly tree: { readonly fork: string; readonly last: string; readonly line: string };
  readonly spinner: readonly string[];
}

const unicode: Symbols = {
  done: '✓',
  failed: '✗',
  warning: '!',
  between: '·',
  more: '…',
  times: '×',
  arrow: '→',
  blocks: ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  tree: { fork: '├─ ', last: '└─ ', line: '│  ' },
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const ascii: Symbols = {
  done: 'ok',
  failed: 'x',
  warning: '!',
  between: '-',
  more: '...',
  times: 'x',
  arrow: '->',
  blocks: ['', '#'],
  levels: ['_', '.', '=', '#'],
  tree: { fork: '|- ', last: '`- ', line: '|  ' },
  spinner: ['|', '/', '-', '\\'],
};

export function chooseSymbols(environment: Environment): Symbols {
  return showsUnicode(environment) ? unicode : ascii;
}

/** A locale that is not set says nothing, and terminals are UTF-8 today; one that is set is believed. */
function showsUnicode({ LC_ALL, LC_CTYPE, LANG, TERM }: Environment): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG;
  if (TERM === 'linux') return false;
  return locale === undefined || locale === '' || /utf-?8/i.test(locale);
}
