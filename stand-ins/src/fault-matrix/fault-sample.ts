import { readFile } from 'node:fs/promises';

import type { MatrixFiles } from './fault-command.ts';
import type { FaultKind } from './fault-kind.ts';
import type { FaultSubject } from './fault-subject.ts';
import { cellsOf, readMatrix } from './kept-matrix.ts';
import { matrixTable, withSection } from './matrix-table.ts';
import { planChains, sampleCells } from './plan-chains.ts';
import { type Life, liveOnce } from './run-chain.ts';
import { runMatrix } from './run-matrix.ts';

export interface KeptDifferences {
  /** Calls that are made and not kept. Somebody has to try them: `npm run faults`. */
  readonly unlisted: readonly string[];
  /** Calls that are kept and not made any more. */
  readonly gone: readonly string[];
  /** Whether the page shows the table that is kept. */
  readonly isPageTrue: boolean;
}

/** Holds what is kept against a life without faults, as it is today. */
export async function keptDifferences(
  subject: FaultSubject,
  { kept, page }: MatrixFiles,
): Promise<KeptDifferences & { readonly life: Life }> {
  const matrix = await readMatrix(kept);
  const life = await liveOnce(subject, 'without-faults');
  const made = new Set(
    [...life].flatMap(([verb, { calls }]) => calls.map((call) => `${verb} ${call}`)),
  );
  const known = new Set(
    [...matrix].flatMap(([verb, rows]) => [...rows.keys()].map((call) => `${verb} ${call}`)),
  );
  const text = await readFile(page, 'utf8');
  return {
    life,
    unlisted: [...made.difference(known)],
    gone: [...known.difference(made)],
    isPageTrue: withSection(text, subject.section, matrixTable(matrix)) === text,
  };
}

export interface SampleOptions {
  readonly subject: FaultSubject;
  readonly files: MatrixFiles;
  readonly life: Life;
  /** The same sample for the same seed. */
  readonly seed: number;
  /** How many calls of each verb are taken down in each way. */
  readonly perKind: (kind: FaultKind) => number;
}

/** Tries a sample of what has been tried; returns what was broken, or became other than it is kept. */
export async function faultSample({
  subject,
  files,
  life,
  seed,
  perKind,
}: SampleOptions): Promise<readonly string[]> {
  const cells = cellsOf(await readMatrix(files.kept)).filter(
    ({ outcome }) => outcome !== 'untried',
  );
  const sample = sampleCells(cells, { seed, perKind });
  const results = await runMatrix({ subject, life, chains: planChains(sample) });
  return results.flatMap(({ chain: { kind, calls }, outcomes, broken }) => {
    if (broken !== undefined) return broken.message;
    return cells.flatMap(({ verb, call, outcome: kept, ...cell }) => {
      const isTried = cell.kind === kind && calls.get(verb)?.includes(call) === true;
      const outcome = outcomes.get(verb);
      if (!isTried || kept === outcome) return [];
      return `${verb}, ${call}, ${kind}: ${outcome}, kept is ${kept}`;
    });
  });
}
