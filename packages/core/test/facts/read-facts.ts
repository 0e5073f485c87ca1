import { readFileSync } from 'node:fs';

/** A row of a table of facts, by the names of its columns. */
export type Fact = Readonly<Record<string, string>>;

/** Reads a table beside this file: comma-separated, `#` before remarks, texts with commas in double quotes. */
export function readFacts(file: string): readonly Fact[] {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [header = [], ...rows] = lines.map(cellsOf);
  return rows.map((cells) => {
    if (cells.length !== header.length) throw new Error(`${file}: ${cells.join(',')} is no row`);
    return Object.fromEntries(header.map((name, column) => [name, cells[column] ?? '']));
  });
}

function cellsOf(line: string): string[] {
  const cells = line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** A number of a row. */
export function numberOf(fact: Fact, column: string): number {
  const value = Number(fact[column]);
  if (fact[column] === undefined || fact[column] === '' || Number.isNaN(value)) {
    throw new Error(`"${fact[column]}" is no ${column}`);
  }
  return value;
}

export function textOf(fact: Fact, column: string): string {
  const value = fact[column];
  if (value === undefined) throw new Error(`there is no column ${column}`);
  return value;
}
