import { TorchrelayError } from '../../errors/torchrelay-error.ts';

/** A transformer's outline. */
export interface TransformerShape {
  readonly layers: number;
  readonly hiddenSize: number;
  /** @default hiddenSize / 64, at least 1 */
  readonly attentionHeads: number;
  /** @default 50,000 */
  readonly vocabularySize: number;
}

/**
 * What each GPU holds of what Adam needs, after PyTorch's and DeepSpeed's names: `ddp` holds all of it; `zero1` a
 * share of the optimizer's states; `zero2` (FSDP's `SHARD_GRAD_OP`) also of the gradients; `zero3` (FSDP's
 * `FULL_SHARD`) also of the weights.
 */
export type Sharding = 'ddp' | 'zero1' | 'zero2' | 'zero3';

/** How a model is trained: by Adam, each GPU with rows of its own. */
export interface TrainingSetup {
  readonly parameters: number;
  /** What is not given is guessed from the number of parameters. */
  readonly shape?: Partial<TransformerShape> | undefined;
  /** All GPUs of the job. */
  readonly gpus: number;
  /** @default 'zero3' */
  readonly sharding?: Sharding | undefined;
  /**
   * `mixed`: 16-bit weights and activations beside float32 states.
   * @default 'mixed'
   */
  readonly precision?: 'mixed' | 'float32' | undefined;
  /**
   * Rows that one GPU works on at once.
   * @default 1
   */
  readonly microBatchSize?: number | undefined;
  /** @default 2048 */
  readonly sequenceLength?: number | undefined;
  /**
   * Whether layers keep only their inputs and run again for the gradients.
   * @default false
   */
  readonly activationCheckpointing?: boolean | undefined;
  /**
   * Whether attention's scores are kept, as without FlashAttention.
   * @default false
   */
  readonly writesScores?: boolean | undefined;
  /** @default false */
  readonly dropout?: boolean | undefined;
  /**
   * Whether the loss is one kernel that makes the gradient where the logits are.
   * @default false
   */
  readonly fusedLoss?: boolean | undefined;
}

type Known<Values> = { readonly [Name in keyof Values]-?: Exclude<Values[Name], undefined> };

export interface CompleteSetup extends Known<Omit<TrainingSetup, 'shape'>> {
  readonly shape: TransformerShape;
}

/**
 * A setup with everything in its place.
 *
 * @throws TorchrelayError `TRAINING_SETUP_INVALID`
 */
export function completeSetup({ shape: given = {}, ...setup }: TrainingSetup): CompleteSetup {
  const complete = { ...defaults, ...withoutUndefined(setup) };
  for (const name of counts) check(name, complete[name]);
  return {
    ...complete,
    shape: { ...guessShape(complete.parameters, given), ...withoutUndefined(given) },
  };
}

const defaults = {
  sharding: 'zero3',
  precision: 'mixed',
  microBatchSize: 1,
  sequenceLength: 2048,
  activationCheckpointing: false,
  writesScores: false,
  dropout: false,
  fusedLoss: false,
} as const;

const counts = ['parameters', 'gpus', 'microBatchSize', 'sequenceLength'] as const;

function check(name: (typeof counts)[number], value: number): void {
  if (Number.isFinite(value) && value >= 1) return;
  throw new TorchrelayError({
    code: 'TRAINING_SETUP_INVALID',
    message: `${name} is ${value}, which is no count.`,
    hint: 'Give a number from 1.',
    data: { [name]: value },
  });
}

/** GPT-3, LLaMA and OPT of all sizes are about 128 times as wide as they are deep. */
const usualAspect = 128;
const usualHeadSize = 64;

/** A layer has about 12 × width² parameters. */
function guessShape(parameters: number, given: Partial<TransformerShape>): TransformerShape {
  const layers =
    given.layers ?? Math.max(1, Math.round((parameters / (12 * usualAspect ** 2)) ** (1 / 3)));
  const hiddenSize =
    given.hiddenSize ?? Math.max(1, Math.round(Math.sqrt(parameters / (12 * layers))));
  return {
    layers,
    hiddenSize,
    attentionHeads: Math.max(1, Math.round(hiddenSize / usualHeadSize)),
    vocabularySize: 50_000,
  };
}

function withoutUndefined<Values extends object>(values: Values): Known<Values> {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined);
  // Only what is undefined has gone, and what must be there was given.
  return Object.fromEntries(kept) as Known<Values>;
}
