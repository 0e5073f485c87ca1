import {
  acceleratorFamily,
  type AcceleratorKind,
  peakTflopsOf,
} from '../../accelerators/accelerator-kinds.ts';
import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import {
  publishedUtilisation,
  relativeUtilisation,
  trainingFlops,
  type Utilisation,
  type Workload,
} from './utilisation.ts';

/** Expected, and as far off as the worst published training was when it was left out. */
export interface Range {
  readonly typical: number;
  readonly low: number;
  readonly high: number;
}

/** How long a training would take, as ranges. */
export interface TrainingTime {
  readonly flops: number;
  readonly gpuHours: Range;
  /** By the clock, ordinary mishaps included. */
  readonly days: Range;
  readonly utilisation: Utilisation;
  /** What the range does not cover, in sentences. */
  readonly remarks: readonly string[];
}

/** Left out one by one, each of the sixteen published trainings was foretold within 35 % of its hours. */
export const worstError = 0.35;

export interface TimeRequest extends Workload {
  /** `A100-80GB`, or `A100`. */
  readonly accelerator: string;
  readonly gpus: number;
  readonly activationCheckpointing: boolean;
  /** By default that of published trainings. */
  readonly utilisation?: Utilisation | undefined;
}

/**
 * How long a training takes by the clock.
 *
 * @throws TorchrelayError `ACCELERATOR_UNKNOWN`, where no peak in 16 bits is published for it
 */
export function trainingTime({
  accelerator,
  gpus,
  activationCheckpointing,
  utilisation = publishedUtilisation(activationCheckpointing),
  ...workload
}: TimeRequest): TrainingTime {
  const { kind, tflops } = trainingAccelerator(accelerator);
  const relative = relativeUtilisation(kind);
  const flops = trainingFlops(workload);
  const perGpu = tflops * 1e12 * utilisation.typical * (relative ?? 1);
  const gpuHours = rangeAround(flops / perGpu / 3600, relative === undefined ? 2 : 1);
  return {
    flops,
    gpuHours,
    days: scale(gpuHours, 1 / gpus / 24),
    utilisation,
    remarks: remarksOf(kind, relative),
  };
}

/**
 * The kind of GPU of this name, or the smallest of this family, and its peak in 16 bits.
 *
 * @throws TorchrelayError `ACCELERATOR_UNKNOWN`
 */
export function trainingAccelerator(name: string): AcceleratorKind & { readonly tflops: number } {
  const [kind] = acceleratorFamily(name);
  const tflops = kind && peakTflopsOf(kind);
  if (kind !== undefined && tflops !== undefined) return { ...kind, tflops };
  throw new TorchrelayError({
    code: 'ACCELERATOR_UNKNOWN',
    message:
      kind === undefined
        ? `There are no facts about an accelerator "${name}".`
        : `No source says how fast ${kind.kind} multiplies dense matrices in 16 bits.`,
    hint: 'Name a kind such as A100-80GB, H100-80GB or L40S.',
    data: { accelerator: name },
  });
}

function rangeAround(typical: number, doubt: number): Range {
  return {
    typical,
    low: typical / (1 + worstError) / doubt,
    high: (typical / (1 - worstError)) * doubt,
  };
}

export function scale({ typical, low, high }: Range, factor: number): Range {
  return { typical: typical * factor, low: low * factor, high: high * factor };
}

function remarksOf(kind: string, relative: number | undefined): string[] {
  if (relative === 1) return [];
  if (relative === undefined) {
    return [
      `No training on ${kind} is among those that the time rests on: it may take twice as long, or half.`,
    ];
  }
  return [
    `The time rests on trainings on A100s; ${kind} gets ${relative} of their utilisation, as measured in pairs of equal configurations.`,
  ];
}
