import { acceleratorKind, usableBytes } from '../../src/accelerators/accelerator-kinds.ts';
import type { MemoryEstimate } from '../../src/size/memory-estimate.ts';
import { trainingMemory } from '../../src/size/training/training-memory.ts';
import type { TrainingSetup, TransformerShape } from '../../src/size/training/training-setup.ts';
import { type Fact, numberOf, readFacts, textOf } from '../facts/read-facts.ts';

/** A published training beside its estimate. */
export interface JudgedTraining {
  readonly name: string;
  readonly ran: boolean;
  readonly estimate: MemoryEstimate;
  readonly usableBytes: number;
}

const mptVocabulary = 50_368;

export const mptShapes: ReadonlyMap<string, TransformerShape> = new Map(
  readFacts('mpt-shapes.csv').map((fact) => [
    textOf(fact, 'model'),
    { ...shapeOf(fact), vocabularySize: mptVocabulary },
  ]),
);

export const mptRuns: readonly Fact[] = readFacts('mosaic-mpt-a100.csv');

/** The trainings of MPT models, all of which ran. */
export function judgedMptRuns(): readonly JudgedTraining[] {
  return mptRuns.map((fact) => ({
    name: ['model', 'sequenceLength', 'gpus', 'accelerator', 'microBatchSize']
      .map((column) => textOf(fact, column))
      .join(' '),
    ran: true,
    estimate: trainingMemory(mptSetup(fact)),
    usableBytes: capacityOf(fact),
  }));
}

function mptSetup(fact: Fact): TrainingSetup {
  return {
    ...countsOf(fact),
    shape: mptShapes.get(textOf(fact, 'model')),
    fusedLoss: true,
  };
}

/** Trainings of others, of which some ran out of memory. */
export function judgedTrainings(): readonly JudgedTraining[] {
  return readFacts('training-memory.csv').map((fact) => ({
    name: textOf(fact, 'name'),
    ran: textOf(fact, 'ended') === 'ran',
    estimate: trainingMemory({
      ...countsOf(fact),
      shape: { ...shapeOf(fact), vocabularySize: numberOf(fact, 'vocabularySize') },
      sharding: oneOf(['ddp', 'zero1', 'zero2', 'zero3'], textOf(fact, 'sharding')),
      precision: oneOf(['mixed', 'float32'], textOf(fact, 'precision')),
      writesScores: isYes(fact, 'writesScores'),
      dropout: isYes(fact, 'dropout'),
    }),
    usableBytes: capacityOf(fact),
  }));
}

function countsOf(fact: Fact): TrainingSetup {
  return {
    parameters: numberOf(fact, 'parameters'),
    gpus: numberOf(fact, 'gpus'),
    microBatchSize: numberOf(fact, 'microBatchSize'),
    sequenceLength: numberOf(fact, 'sequenceLength'),
    activationCheckpointing: isYes(fact, 'activationCheckpointing'),
  };
}

function shapeOf(fact: Fact): Omit<TransformerShape, 'vocabularySize'> {
  return {
    layers: numberOf(fact, 'layers'),
    hiddenSize: numberOf(fact, 'hiddenSize'),
    attentionHeads: numberOf(fact, 'attentionHeads'),
  };
}

function capacityOf(fact: Fact): number {
  if (fact['usableGib']) return numberOf(fact, 'usableGib') * 2 ** 30;
  const kind = acceleratorKind(textOf(fact, 'accelerator'));
  if (kind === undefined) throw new Error(`no facts about ${textOf(fact, 'accelerator')}`);
  return usableBytes(kind);
}

function isYes(fact: Fact, column: string): boolean {
  return oneOf(['yes', 'no'], textOf(fact, column)) === 'yes';
}

function oneOf<const Choice extends string>(choices: readonly Choice[], value: string): Choice {
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new Error(`"${value}" is none of ${choices.join()}`);
  return choice;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
