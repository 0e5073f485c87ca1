/** How often a training's machines have failed. */
export interface PublishedFailures {
  readonly name: string;
  /** Machines of eight GPUs times days, for each failure. */
  readonly nodeDaysPerFailure: number;
  readonly source: string;
}

export const publishedFailures: readonly PublishedFailures[] = [
  {
    name: 'OPT-175B',
    nodeDaysPerFailure: 124 / 2,
    source: 'facebookresearch/metaseq, OPT chronicles: about two of 124 machines every day',
  },
  {
    name: 'BLOOM-176B',
    nodeDaysPerFailure: (48 * 7) / 1.5,
    source:
      'Hugging Face blog, bloom-megatron-deepspeed: one to two GPUs of 48 machines every week',
  },
  {
    name: 'Llama 3 405B',
    nodeDaysPerFailure: (2048 * 54) / 419,
    source:
      'Dubey et al., arXiv:2407.21783, section 3.3: 419 unexpected interruptions of 16,384 GPUs in 54 days',
  },
  {
    name: 'GLM-130B',
    nodeDaysPerFailure: (96 * 58) / 10,
    source: 'THUDM/GLM-130B, main log: ten of 96 machines in 58 days',
  },
];

/** The geometric mean of what is published, in days. */
export function usualNodeMtbfInDays(): number {
  const logarithms = publishedFailures.map(({ nodeDaysPerFailure }) =>
    Math.log(nodeDaysPerFailure),
  );
  return Math.exp(logarithms.reduce((sum, value) => sum + value, 0) / logarithms.length);
}
