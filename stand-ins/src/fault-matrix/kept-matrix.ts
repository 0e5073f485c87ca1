import { readFile, writeFile } from 'node:fs/promises';

import { type FaultKind, faultKinds } from './fault-kind.ts';
import type { FaultSubject } from './fault-subject.ts';
import type { Chain, Life, Outcome } from './run-chain.ts';
import type { Verb } from './course.ts';

/**
 * What became of each call under each fault, in the order of the columns. `same`: the call changes nothing, so that it
 * is the same whether the service has heard of it. `untried`: nobody knows yet.
 */
export type KeptRow = readonly KeptOutcome[];

export type KeptOutcome = Outcome | 'same' | 'untried';

/** Every remote call of every verb. A call that is not in it is a failure: somebody has to look at it. */
export type KeptMatrix = ReadonlyMap<Verb, ReadonlyMap<string, KeptRow>>;

const letters: Readonly<Record<KeptOutcome, string>> = {
  done: '.',
  again: 'a',
  same: '=',
  untried: '?',
};

export const emptyMatrix: KeptMatrix = new Map();

export async function readMatrix(path: string): Promise<KeptMatrix> {
  const document = JSON.parse(await readFile(path, 'utf8')) as Record<Verb, Record<string, string>>;
  const rowsOf = (rows: Record<string, string>): ReadonlyMap<string, KeptRow> =>
    new Map(Object.entries(rows).map(([call, row]) => [call, row.split('').map(outcomeOf)]));
  const verbs = Object.entries(document) as [Verb, Record<string, string>][];
  return new Map(verbs.map(([verb, rows]) => [verb, rowsOf(rows)]));
}

export async function writeMatrix(path: string, matrix: KeptMatrix): Promise<void> {
  const textOf = (rows: ReadonlyMap<string, KeptRow>): Record<string, string> =>
    Object.fromEntries(
      [...rows].map(([call, row]) => [call, row.map((outcome) => letters[outcome]).join('')]),
    );
  const document = Object.fromEntries([...matrix].map(([verb, rows]) => [verb, textOf(rows)]));
  await writeFile(path, `${JSON.stringify(document, undefined, 2)}\n`);
}

function outcomeOf(letter: string): KeptOutcome {
  const outcomes = Object.keys(letters) as KeptOutcome[];
  const found = outcomes.find((outcome) => letters[outcome] === letter);
  if (found === undefined) throw new Error(`"${letter}" stands for no outcome.`);
  return found;
}

/** The matrix for a life as it is now: what was known of a call stays, and what is called no more goes. */
export function matrixFor(
  life: Life,
  known: KeptMatrix,
  { isChanging }: Pick<FaultSubject, 'isChanging'>,
): KeptMatrix {
  const untried = (call: string): KeptRow =>
    faultKinds.map(({ changesOnly }) => (changesOnly && !isChanging(call) ? 'same' : 'untried'));
  const rowsOf = (verb: Verb, calls: readonly string[]): ReadonlyMap<string, KeptRow> =>
    new Map(calls.map((call) => [call, known.get(verb)?.get(call) ?? untried(call)]));
  return new Map([...life].map(([verb, { calls }]) => [verb, rowsOf(verb, calls)]));
}

export interface Cell {
  readonly verb: Verb;
  readonly call: string;
  readonly kind: FaultKind;
  readonly outcome: Outcome | 'untried';
}

/** What there is to be tried. */
export function cellsOf(matrix: KeptMatrix): readonly Cell[] {
  return [...matrix].flatMap(([verb, rows]) =>
    [...rows].flatMap(([call, row]) =>
      faultKinds.flatMap(({ kind }, index) => {
        const outcome = row[index] ?? 'untried';
        return outcome === 'same' ? [] : { verb, call, kind, outcome };
      }),
    ),
  );
}

/** The matrix with what a chain has shown. */
export function withOutcomes(
  matrix: KeptMatrix,
  { kind, calls }: Chain,
  outcomes: ReadonlyMap<Verb, Outcome>,
): KeptMatrix {
  const column = faultKinds.findIndex((known) => known.kind === kind);
  const rowsOf = (verb: Verb, known: ReadonlyMap<string, KeptRow>): typeof known => {
    const rows = new Map(known);
    const outcome = outcomes.get(verb) ?? 'untried';
    for (const call of calls.get(verb) ?? [])
      rows.set(call, (rows.get(call) ?? []).with(column, outcome));
    return rows;
  };
  return new Map([...matrix].map(([verb, known]) => [verb, rowsOf(verb, known)]));
}
