/** A training that somebody finished, with the hours that it took by the clock, mishaps included. */
export interface PublishedRun {
  readonly name: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly sequenceLength: number;
  readonly layers: number;
  readonly hiddenSize: number;
  /** Of all GPUs together. */
  readonly gpuHours: number;
  /** Whether activations of all layers were computed again for the gradients, as far as is published. */
  readonly activationCheckpointing: boolean;
  readonly source: string;
}

/** Columns: name, 10^9 parameters, 10^9 tokens, sequence length, layers, hidden size, GPU hours, recomputes, source. */
type Row = readonly [string, number, number, number, number, number, number, boolean, string];

const llama = 'Touvron et al., LLaMA, arXiv:2302.13971, table 15';
const llama2 = 'meta-llama/llama, MODEL_CARD.md';

/**
 * Trainings on A100s whose hours, tokens and parameters are published and were read. All of those that were found are
 * here; which were found and left out, and by which rule, is in `test/facts/training-runs.csv`.
 */
const rows: readonly Row[] = [
  [
    'OPT-175B',
    175,
    300,
    2048,
    96,
    12_288,
    1_333_248,
    true,
    'facebookresearch/metaseq, OPT chronicles: 992 GPUs, 2021-11-11 to 2022-01-06',
  ],
  [
    'BLOOM-176B',
    176.247,
    325,
    2048,
    70,
    14_336,
    1_004_544,
    true,
    'bigscience-workshop/bigscience, tr11-176B-ml: 384 GPUs, 109 days',
  ],
  [
    'GLM-130B',
    130,
    400,
    2048,
    70,
    12_288,
    1_069_056,
    true,
    'THUDM/GLM-130B, main log: 768 GPUs, 58 days',
  ],
  [
    'GPT-NeoX-20B',
    20.55,
    472.5,
    2048,
    44,
    6144,
    175_680,
    true,
    'Black et al., arXiv:2204.06745: 96 GPUs, 1830 hours',
  ],
  [
    'MPT-7B',
    6.65,
    1000,
    2048,
    32,
    4096,
    100_320,
    true,
    'MosaicML, Introducing MPT-7B: 440 GPUs, 9.5 days',
  ],
  [
    'Pythia-1B',
    1.01,
    299.893,
    2048,
    16,
    2048,
    4830,
    true,
    'Biderman et al., arXiv:2304.01373, appendix',
  ],
  ['LLaMA-7B', 6.7, 1000, 2048, 32, 4096, 82_432, false, llama],
  ['LLaMA-13B', 13, 1000, 2048, 40, 5120, 135_168, false, llama],
  ['LLaMA-33B', 32.5, 1400, 2048, 60, 6656, 530_432, false, llama],
  ['LLaMA-65B', 65.2, 1400, 2048, 80, 8192, 1_022_362, false, llama],
  ['Llama-2-7B', 6.74, 2000, 4096, 32, 4096, 184_320, false, llama2],
  ['Llama-2-13B', 13.02, 2000, 4096, 40, 5120, 368_640, false, llama2],
  [
    'Llama-2-34B',
    33.7,
    2000,
    4096,
    48,
    8192,
    1_038_336,
    false,
    `${llama2}: the total less the other three`,
  ],
  ['Llama-2-70B', 68.98, 2000, 4096, 80, 8192, 1_720_320, false, llama2],
  [
    'TinyLlama-1.1B',
    1.1,
    3000,
    2048,
    22,
    2048,
    34_560,
    false,
    'jzhang38/TinyLlama, README: 16 GPUs, 90 days',
  ],
  ['GPT-2-124M', 0.124, 10, 1024, 12, 768, 12, false, 'karpathy/llm.c: 90 minutes on eight GPUs'],
];

export const publishedRuns: readonly PublishedRun[] = rows.map(
  ([
    name,
    parameters,
    tokens,
    sequenceLength,
    layers,
    hiddenSize,
    gpuHours,
    activationCheckpointing,
    source,
  ]) => ({
    name,
    parameters: parameters * 1e9,
    tokens: tokens * 1e9,
    sequenceLength,
    layers,
    hiddenSize,
    gpuHours,
    activationCheckpointing,
    source,
  }),
);
