import type { FaultSubject } from './fault-subject.ts';
import { type FaultKind, faultKinds } from './fault-kind.ts';
import { type KeptMatrix, cellsOf, matrixFor, withOutcomes } from './kept-matrix.ts';
import { planChains } from './plan-chains.ts';
import { liveOnce } from './run-chain.ts';
import { type ChainResult, runMatrix } from './run-matrix.ts';

export interface FillOptions {
  readonly subject: FaultSubject;
  /** What is known. */
  readonly known: KeptMatrix;
  /** Try also what has been tried. @default false */
  readonly all?: boolean;
  /** @default all of them */
  readonly kinds?: readonly FaultKind[];
  readonly concurrency?: number;
  /** Told of the matrix as it has become with each chain. */
  readonly onChain: (progress: FillProgress) => void | Promise<void>;
}

export interface FillProgress {
  readonly matrix: KeptMatrix;
  readonly result: ChainResult;
  readonly ended: number;
  readonly chains: number;
}

/** Tries the cells of the matrix for the calls as they are today; returns what was broken. */
export async function fillMatrix({
  subject,
  known,
  all = false,
  kinds = faultKinds.map(({ kind }) => kind),
  concurrency = 4,
  onChain,
}: FillOptions): Promise<{ readonly matrix: KeptMatrix; readonly broken: readonly Error[] }> {
  const life = await liveOnce(subject, 'without-faults');
  let matrix = matrixFor(life, known, subject);
  const cells = cellsOf(matrix).filter(({ outcome }) => all || outcome === 'untried');
  const chains = planChains(cells, kinds);
  const broken: Error[] = [];
  let ended = 0;
  // One after the other: what is told may be written to a file.
  let told = Promise.resolve();
  await runMatrix({
    subject,
    life,
    chains,
    concurrency,
    onChain: (result) => {
      matrix = withOutcomes(matrix, result.chain, result.outcomes);
      if (result.broken !== undefined) broken.push(result.broken);
      const progress = { matrix, result, ended: (ended += 1), chains: chains.length };
      told = told.then(() => onChain(progress));
      return told;
    },
  });
  return { matrix, broken };
}
