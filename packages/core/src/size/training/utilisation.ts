import { acceleratorKind } from '../../accelerators/accelerator-kinds.ts';
import { type PublishedRun, publishedRuns } from './published-runs.ts';

/** The share of the GPUs' peak that trainings have had by the clock, mishaps included. */
export interface Utilisation {
  readonly typical: number;
  readonly low: number;
  readonly high: number;
  /** The trainings that it rests on, by name. */
  readonly runs: readonly string[];
}

/** What a training computes: parameters, tokens, and the outline that attention's share follows from. */
export type Workload = Pick<
  PublishedRun,
  'parameters' | 'tokens' | 'sequenceLength' | 'layers' | 'hiddenSize'
>;

/**
 * Operations of a whole training, those computed a second time not counted: six for each parameter and token, and
 * what attention adds. Narayanan et al., arXiv:2104.04473, appendix; Chowdhery et al., arXiv:2204.02311, appendix B.
 */
export function trainingFlops({
  parameters,
  tokens,
  sequenceLength,
  layers,
  hiddenSize,
}: Workload): number {
  const attention = (2 * layers * hiddenSize * sequenceLength) / parameters;
  return 6 * parameters * tokens * (1 + attention);
}

/** All published runs are of A100s. */
export const a100Tflops = 312;

const secondsPerHour = 3600;

export function utilisationOf(run: PublishedRun): number {
  return trainingFlops(run) / (run.gpuHours * secondsPerHour * a100Tflops * 1e12);
}

/**
 * The utilisation to expect: the geometric mean of published trainings that computed activations again, or did not.
 *
 * @param runs by default all that are published
 */
export function publishedUtilisation(
  activationCheckpointing: boolean,
  runs: readonly PublishedRun[] = publishedRuns,
): Utilisation {
  const alike = runs.filter((run) => run.activationCheckpointing === activationCheckpointing);
  const shares = alike.map(utilisationOf);
  const sumOfLogarithms = shares.reduce((sum, share) => sum + Math.log(share), 0);
  return {
    typical: Math.exp(sumOfLogarithms / shares.length),
    low: Math.min(...shares),
    high: Math.max(...shares),
    runs: alike.map(({ name }) => name),
  };
}

/**
 * How much of its peak another GPU gets where an A100 gets all that it can. Hopper: the median of 39 pairs of equal
 * configurations in mosaicml/llm-foundry (0.57 to 0.90). Of others no pairs were found.
 */
const relativeToA100 = { Ampere: 1, Hopper: 0.68 } as const;

/** `undefined` where nobody has published both. */
export function relativeUtilisation(kind: string): number | undefined {
  const architecture = acceleratorKind(kind)?.architecture;
  return architecture === 'Ampere' || architecture === 'Hopper'
    ? relativeToA100[architecture]
    : undefined;
}
