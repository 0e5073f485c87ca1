import { describe, expect, test } from 'vitest';

import { type PublishedRun, publishedRuns } from '../../src/size/training/published-runs.ts';
import { trainingTime, worstError } from '../../src/size/training/training-time.ts';
import { publishedUtilisation, utilisationOf } from '../../src/size/training/utilisation.ts';
import { type Fact, numberOf, readFacts, textOf } from '../facts/read-facts.ts';
import { median } from './training-facts.ts';

const facts = readFacts('training-runs.csv');

/** The rule that chooses, as the file of facts states it. */
function isChosen(fact: Fact): boolean {
  return textOf(fact, 'what') === 'finished' && textOf(fact, 'read') === 'yes';
}

describe('the trainings that times rest on', () => {
  test('are those that the rule chooses, all of them and no others', () => {
    const chosen = facts.filter(isChosen).map((fact) => textOf(fact, 'name'));
    expect(publishedRuns.map(({ name }) => name).toSorted()).toEqual(chosen.toSorted());
    expect(chosen).toHaveLength(16);
    expect(facts).toHaveLength(25);
  });

  test.each(publishedRuns)('$name has the published numbers', (run) => {
    const fact = facts.find((candidate) => candidate['name'] === run.name);
    if (fact === undefined) throw new Error(`no fact of ${run.name}`);
    const columns = [
      'parameters',
      'tokens',
      'sequenceLength',
      'layers',
      'hiddenSize',
      'gpuHours',
    ] as const;
    for (const column of columns) expect(run[column]).toBeCloseTo(numberOf(fact, column), 3);
    expect(run.activationCheckpointing).toBe(textOf(fact, 'recomputes') === 'yes');
  });

  test('each of the others is left out for a reason that the rule names', () => {
    for (const fact of facts.filter((candidate) => !isChosen(candidate))) {
      const isUnfinished = ['plan', 'steps'].includes(textOf(fact, 'what'));
      expect(isUnfinished || textOf(fact, 'read') === 'no').toBe(true);
    }
  });

  test('had a utilisation that is possible', () => {
    for (const run of publishedRuns) {
      expect(utilisationOf(run)).toBeGreaterThan(0.15);
      expect(utilisationOf(run)).toBeLessThan(0.7);
    }
  });
});

/** How far off the time of a training is that is foretold from the others, as a share of what it took. */
function errorWithout(run: PublishedRun): number {
  const others = publishedRuns.filter((other) => other !== run);
  const { gpuHours } = trainingTime({
    ...run,
    accelerator: 'A100-80GB',
    gpus: 1,
    utilisation: publishedUtilisation(run.activationCheckpointing, others),
  });
  return gpuHours.typical / run.gpuHours - 1;
}

describe('a training that is left out and foretold from the others', () => {
  test.each(publishedRuns)('$name: within 35 %', (run) => {
    expect(Math.abs(errorWithout(run))).toBeLessThanOrEqual(worstError);
  });

  test('is 16 % off on average, and no more', () => {
    const errors = publishedRuns.map((run) => Math.abs(errorWithout(run)));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThanOrEqual(0.16);
  });

  test('is foretold too long as often as too short', () => {
    const tooLong = publishedRuns.filter((run) => errorWithout(run) > 0).length;
    expect(tooLong).toBeGreaterThanOrEqual(5);
    expect(tooLong).toBeLessThanOrEqual(11);
  });

  test('took what the range says, whichever it was', () => {
    for (const run of publishedRuns) {
      const others = publishedRuns.filter((other) => other !== run);
      const utilisation = publishedUtilisation(run.activationCheckpointing, others);
      const request = { ...run, accelerator: 'A100-80GB', gpus: 1, utilisation };
      const { low, high } = trainingTime(request).gpuHours;
      expect(run.gpuHours).toBeGreaterThan(low);
      expect(run.gpuHours).toBeLessThan(high);
    }
  });
});

describe('H100s beside A100s', () => {
  test('got 0.68 of their utilisation, by the median of 39 pairs of equal configurations', () => {
    const key = (fact: Fact): string =>
      ['model', 'sequenceLength', 'gpus'].map((column) => textOf(fact, column)).join();
    const a100s = new Map(
      readFacts('mosaic-mpt-a100.csv')
        .filter((fact) => textOf(fact, 'accelerator') === 'A100-80GB')
        .map((fact) => [key(fact), numberOf(fact, 'mfu')]),
    );
    const ratios = readFacts('mosaic-mpt-h100.csv').flatMap((fact) => {
      const a100 = a100s.get(key(fact));
      return a100 === undefined ? [] : [numberOf(fact, 'mfu') / a100];
    });
    expect(ratios).toHaveLength(39);
    expect(median(ratios)).toBeCloseTo(0.68, 2);
  });
});
