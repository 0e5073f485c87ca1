import { columnOf, type FaultKind, faultKinds } from './fault-kind.ts';
import type { Cell } from './kept-matrix.ts';
import type { Chain } from './run-chain.ts';
import { byVerb, type Verb } from './course.ts';

const allKinds: readonly FaultKind[] = faultKinds.map(({ kind }) => kind);

/** As few chains as show all the cells, each with faults of one kind. */
export function planChains(
  cells: readonly Cell[],
  kinds: readonly FaultKind[] = allKinds,
): readonly Chain[] {
  return kinds.flatMap((kind) =>
    chainsOf(
      kind,
      cells.filter((cell) => cell.kind === kind),
    ),
  );
}

/** So many calls of a run are taken down, far apart: what was done about one is over when the next one fails. */
const callsInRun = 10;

function chainsOf(kind: FaultKind, cells: readonly Cell[]): readonly Chain[] {
  const isOnce = columnOf(kind).lasts === 'once';
  const verbs = verbsOf(cells);
  const runsOf = (verb: Verb): readonly (readonly string[])[] => {
    const calls = cells.filter((cell) => cell.verb === verb).map(({ call }) => call);
    if (!isOnce) return calls.map((call) => [call]);
    const runs = Math.ceil(calls.length / callsInRun);
    return Array.from({ length: runs }, (_, run) => calls.filter((__, at) => at % runs === run));
  };
  const runs = byVerb(verbs, runsOf);
  const length = Math.max(0, ...[...runs.values()].map((ofVerb) => ofVerb.length));
  return Array.from({ length }, (_, index) => ({
    kind,
    calls: byVerb(verbs, (verb) => runs.get(verb)?.[index] ?? []),
  }));
}

/** A sample that is another one for another seed, with every kind of fault as often as any other. */
export function sampleCells(
  cells: readonly Cell[],
  { seed, perKind }: { readonly seed: number; readonly perKind: (kind: FaultKind) => number },
): readonly Cell[] {
  const random = randomFrom(seed);
  return faultKinds.flatMap(({ kind }) =>
    verbsOf(cells).flatMap((verb) => {
      const own = cells.filter((cell) => cell.kind === kind && cell.verb === verb);
      return shuffled(own, random).slice(0, perKind(kind));
    }),
  );
}

function verbsOf(cells: readonly Cell[]): readonly Verb[] {
  return [...new Set(cells.map(({ verb }) => verb))];
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Mulberry32: the same numbers for the same seed, everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
