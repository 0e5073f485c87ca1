import type { FaultSubject } from './fault-subject.ts';
import { type Chain, type Life, type Outcome, runChain } from './run-chain.ts';
import { startVerbProcesses } from './verb-processes.ts';
import type { Verb } from './course.ts';

export interface MatrixRun {
  readonly subject: FaultSubject;
  readonly life: Life;
  readonly chains: readonly Chain[];
  /** How many chains go on at once. @default 4 */
  readonly concurrency?: number;
  /** Told of each chain that has ended, with the promise that it found broken. */
  readonly onChain?: (result: ChainResult) => void | Promise<void>;
}

export interface ChainResult {
  readonly chain: Chain;
  readonly outcomes: ReadonlyMap<Verb, Outcome>;
  readonly broken?: Error;
}

/** Runs the chains, each under a name of its own, and goes on after broken promises. */
export async function runMatrix({
  subject,
  life,
  chains,
  concurrency = 4,
  onChain,
}: MatrixRun): Promise<readonly ChainResult[]> {
  await using processes = startVerbProcesses(subject.program);
  const results: ChainResult[] = [];
  const queue = chains.entries();
  const work = async (): Promise<void> => {
    for (const [index, chain] of queue) {
      const deployment = `chain-${index}`;
      const result = await runOne({ subject, life, chain, deployment, processes });
      results.push(result);
      await onChain?.(result);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

async function runOne(run: Parameters<typeof runChain>[0]): Promise<ChainResult> {
  const { chain } = run;
  try {
    return { chain, outcomes: await runChain(run) };
  } catch (thrown) {
    const broken = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { chain, outcomes: new Map(), broken };
  }
}
