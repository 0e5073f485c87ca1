/** A piece of a line in one style. */
export interface Run {
  readonly text: string;
  /** Of the first sign, from 0. */
  readonly column: number;
  readonly style: readonly Style[];
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** By the numbers of ECMA-48: what turns a style on, and what ends it. */
const begins: Readonly<Record<string, Style>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
};
const ends: Readonly<Record<string, readonly Style[]>> = {
  0: ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'],
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'cyan'],
};

/** What stands on a terminal at the end: lines that were drawn over are gone, longer ones go on below. */
export function screenLines(raw: string, columns: number): Run[][] {
  const lines = raw.replaceAll('\r\n', '\n').trimEnd().split('\n');
  return lines.flatMap((line) => wrap(runsOf(line.slice(line.lastIndexOf('\r') + 1)), columns));
}

function wrap(runs: readonly Run[], columns: number): Run[][] {
  const rows: Run[][] = [[]];
  for (const { text, column, style } of runs) {
    for (const [index, sign] of Array.from(text).entries()) {
      const at = column + index;
      const row = (rows[Math.floor(at / columns)] ??= []);
      const last = row.at(-1);
      const goesOn = last?.style === style;
      if (goesOn) row[row.length - 1] = { ...last, text: last.text + sign };
      else row.push({ text: sign, column: at % columns, style });
    }
  }
  return rows;
}

const escape = String.fromCharCode(27);
const piece = new RegExp(`${escape}\\[(\\d*)[A-Za-z]|([^${escape}]+)`, 'g');

function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  const style = new Set<Style>();
  let column = 0;
  for (const [, number, text] of line.matchAll(piece)) {
    if (text === undefined) turn(style, number === '' ? '0' : (number ?? '0'));
    else {
      runs.push({ text, column, style: [...style] });
      column += Array.from(text).length;
    }
  }
  return runs;
}

function turn(style: Set<Style>, number: string): void {
  const begun = begins[number];
  if (begun !== undefined) style.add(begun);
  for (const ended of ends[number] ?? []) style.delete(ended);
}
