import { formatCount } from '../format-count.ts';
import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';
import type { CompleteSetup, Sharding } from './training-setup.ts';

/** Bytes for each parameter. Adam keeps two moments, and with mixed precision the weights again in float32. */
const bytesPerParameter = {
  mixed: { weights: 2, gradients: 2, optimizer: 12 },
  float32: { weights: 4, gradients: 4, optimizer: 8 },
} as const;

/** What is divided among the GPUs, from which stage on. */
const stages: Readonly<Record<Sharding, number>> = { ddp: 0, zero1: 1, zero2: 2, zero3: 3 };

const paper = 'ZeRO, arXiv:1910.02054, section 3.1: 16 bytes for each parameter';

/** Weights, gradients and the optimizer's states: what is there from the first step to the last. */
export function modelStateTerms(setup: CompleteSetup): MemoryTerm[] {
  const { precision, sharding } = setup;
  const perParameter = bytesPerParameter[precision];
  const stage = stages[sharding];
  return [
    stateTerm('weights', perParameter.weights, stage >= 3, setup),
    stateTerm('gradients', perParameter.gradients, stage >= 2, setup),
    stateTerm('optimizer states', perParameter.optimizer, stage >= 1, setup),
  ];
}

function stateTerm(
  name: string,
  bytes: number,
  isShared: boolean,
  { parameters, gpus }: CompleteSetup,
): MemoryTerm {
  const share = isShared ? gpus : 1;
  return memoryTerm({
    name,
    bytes: (bytes * parameters) / share,
    formula: `${bytes} bytes × ${formatCount(parameters)} parameters${share > 1 ? ` / ${share} GPUs` : ''}`,
    source: paper,
    kind: 'computed',
  });
}

/** DeepSpeed's reduce_bucket_size and allgather_bucket_size where nothing else is said, in elements. */
const bucketElements = 5e8;

/** What GPUs send to each other, beside what they hold. */
export function communicationTerm(setup: CompleteSetup): MemoryTerm {
  const { gpus, sharding, parameters, precision } = setup;
  const bytes = precision === 'mixed' ? 2 : 4;
  if (gpus === 1) return bufferTerm(0, 0, 'none on one GPU', 'there is nobody to talk to');
  if (sharding === 'ddp') {
    return bufferTerm(
      bytes * parameters,
      0,
      `${bytes} bytes × ${formatCount(parameters)} parameters: buckets hold the gradients again`,
      'PyTorch, DistributedDataParallel: gradient_as_bucket_view is off where nothing else is said',
    );
  }
  if (sharding === 'zero3') return gatheredTerm(setup, bytes);
  const bucket = Math.min(parameters, bucketElements);
  return bufferTerm(
    2 * bytes * bucket,
    bytes * bucket,
    `${bytes} bytes × two buckets of ${formatCount(bucket)} elements`,
    'DeepSpeed, configuration: reduce_bucket_size and allgather_bucket_size',
  );
}

/** Whole layers, gathered for as long as they are used: this one, the next, and this one's gradients. */
function gatheredTerm({ parameters, shape }: CompleteSetup, bytes: number): MemoryTerm {
  const layer = 12 * shape.hiddenSize ** 2;
  const rest = Math.max(
    0,
    Math.min(parameters - shape.layers * layer, 2 * shape.vocabularySize * shape.hiddenSize),
  );
  const gathered = Math.min(parameters * 2, 3 * layer + 2 * rest);
  return bufferTerm(
    bytes * gathered,
    bytes * layer,
    `${bytes} bytes × ${formatCount(gathered)} elements: layers and gradients that are whole for a moment`,
    'PyTorch, FullyShardedDataParallel: prefetches one layer, keeps what no layer holds',
  );
}

function bufferTerm(bytes: number, lowBytes: number, formula: string, source: string): MemoryTerm {
  return memoryTerm({
    name: 'communication',
    bytes,
    lowBytes,
    formula,
    source,
    kind: 'rule of thumb',
  });
}
