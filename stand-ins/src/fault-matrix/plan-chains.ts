import { type FaultKind, faultKinds } from './fault-kind.ts';
import type { Cell } from './kept-matrix.ts';
import type { Chain } from './run-chain.ts';
import { type Verb, verbs } from './verbs.ts';

const allKinds: readonly FaultKind[] = faultKinds.map(({ kind }) => kind);

/** As few chains as show all the cells: each takes down one call of every verb, all in the same way. */
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

function chainsOf(kind: FaultKind, cells: readonly Cell[]): readonly Chain[] {
  const queues = verbs.map((verb) => ({
    verb,
    calls: cells.filter((cell) => cell.verb === verb).map(({ call }) => call),
  }));
  const length = Math.max(0, ...queues.map(({ calls }) => calls.length));
  return Array.from({ length }, (_, index) => {
    const calls: Partial<Record<Verb, string>> = {};
    for (const { verb, calls: queue } of queues) {
      const call = queue[index];
      if (call !== undefined) calls[verb] = call;
    }
    return { kind, calls };
  });
}

/** A sample that is another one for another seed, with every kind of fault as often as any other. */
export function sampleCells(
  cells: readonly Cell[],
  { seed, perKind }: { readonly seed: number; readonly perKind: (kind: FaultKind) => number },
): readonly Cell[] {
  const random = randomFrom(seed);
  return faultKinds.flatMap(({ kind }) =>
    verbs.flatMap((verb) => {
      const own = cells.filter((cell) => cell.kind === kind && cell.verb === verb);
      return shuffled(own, random).slice(0, perKind(kind));
    }),
  );
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
