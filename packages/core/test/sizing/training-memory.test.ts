import { describe, expect, test } from 'vitest';

import { judgeFit } from '../../src/size/memory-estimate.ts';
import { numberOf, readFacts, textOf } from '../facts/read-facts.ts';
import {
  judgedMptRuns,
  judgedTrainings,
  type JudgedTraining,
  median,
  mptRuns,
  mptShapes,
} from './training-facts.ts';

const utilisation = ({ estimate, usableBytes }: JudgedTraining): number =>
  estimate.bytes / usableBytes;
const isRejected = ({ estimate, usableBytes }: JudgedTraining): boolean =>
  judgeFit(estimate, usableBytes) === 'too large';

describe('the facts', () => {
  test('are all 139 of MosaicML’s trainings on A100s', () => {
    expect(mptRuns).toHaveLength(139);
    const kinds = Object.groupBy(mptRuns, (fact) => textOf(fact, 'accelerator'));
    expect(kinds['A100-40GB']).toHaveLength(78);
    expect(kinds['A100-80GB']).toHaveLength(61);
  });

  test('have shapes that give the published numbers of parameters', () => {
    for (const fact of mptRuns) {
      const shape = mptShapes.get(textOf(fact, 'model'));
      if (shape === undefined) throw new Error(`no shape of ${textOf(fact, 'model')}`);
      const { layers, hiddenSize, vocabularySize } = shape;
      const positions = numberOf(fact, 'sequenceLength');
      const computed = 12 * layers * hiddenSize ** 2 + (vocabularySize + positions) * hiddenSize;
      expect(Math.abs(numberOf(fact, 'parameters') / computed - 1)).toBeLessThan(0.001);
    }
  });

  test('each say where they are from', () => {
    for (const fact of readFacts('training-memory.csv')) {
      expect(textOf(fact, 'source').length).toBeGreaterThan(3);
    }
  });
});

describe('of 139 trainings that ran', () => {
  const runs = judgedMptRuns();

  test('at most 5 % are said not to fit', () => {
    expect(runs.filter(isRejected).length / runs.length).toBeLessThanOrEqual(0.05);
  });

  test('half are said to take three quarters of the memory or more: the estimate is not kind', () => {
    expect(median(runs.map(utilisation))).toBeGreaterThanOrEqual(0.75);
  });

  test('the same holds for either size of GPU, and with activations computed again or not', () => {
    const groups = Object.groupBy(
      runs.map((run, index) => ({ run, fact: mptRuns[index] })),
      ({ fact }) => `${fact?.['accelerator']} ${fact?.['activationCheckpointing']}`,
    );
    const medians = Object.values(groups).map((group = []) =>
      median(group.map(({ run }) => utilisation(run))),
    );
    expect(medians).toHaveLength(4);
    expect(Math.min(...medians)).toBeGreaterThan(0.7);
  });

  test('none is above its range: what ran was never said to be impossible at best', () => {
    for (const { estimate, usableBytes } of runs) {
      expect(estimate.lowBytes).toBeLessThan(usableBytes);
    }
  });
});

describe('of trainings that others published', () => {
  const trainings = judgedTrainings();
  const named = (ran: boolean): [string, JudgedTraining][] =>
    trainings
      .filter((training) => training.ran === ran)
      .map((training) => [training.name, training]);

  test.each(named(false))('%s, which ran out of memory, is said not to fit', (_, training) => {
    expect(isRejected(training)).toBe(true);
  });

  test.each(named(true))('%s, which ran, is said to fit', (_, training) => {
    expect(isRejected(training)).toBe(false);
  });

  test('there are enough of both to fail', () => {
    expect(named(false).length).toBeGreaterThanOrEqual(7);
    expect(named(true).length).toBeGreaterThanOrEqual(9);
  });

  test('the nearest that failed was nearer than a tenth, so a looser estimate would be caught', () => {
    const nearest = Math.min(...named(false).map(([, training]) => utilisation(training)));
    expect(nearest).toBeLessThan(1.1);
  });
});
