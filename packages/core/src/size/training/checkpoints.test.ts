import { describe, expect, test } from 'vitest';

import { seededRandom } from '../../open-inference/test-support/random.ts';
import {
  bestCheckpointInterval,
  checkpointBytes,
  type FailureModel,
  goodput,
} from './checkpoints.ts';

describe('a checkpoint', () => {
  test.each([
    ['OPT-175B: 992 files of about 1.7 GB', 175e9, 10, 992 * 1.7e9],
    ['BLOOM-176B: 2.3 TB', 176.247e9, 14, 2.3 * 2 ** 40],
  ] as const)('is as large as that of %s', (_, parameters, bytes, published) => {
    const ratio = checkpointBytes(parameters, bytes) / published;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });
});

const failures: FailureModel = {
  meanTimeBetweenFailuresInHours: 12,
  savingInHours: 0.05,
  restartInHours: 0.5,
};

describe('the time between checkpoints', () => {
  test('is √(2 · saving · mean time between failures)', () => {
    expect(bestCheckpointInterval(failures)).toBeCloseTo(Math.sqrt(2 * 0.05 * 12), 10);
  });

  test.each([
    [12, 0.05, 0.5],
    [500, 0.01, 0.1],
    [6, 0.02, 2],
  ])(
    'loses least: with a failure every %d h and %d h of saving no other is a percent better',
    (meanTimeBetweenFailuresInHours, savingInHours, restartInHours) => {
      const model = { meanTimeBetweenFailuresInHours, savingInHours, restartInHours };
      const best = goodput(model, bestCheckpointInterval(model));
      for (
        let interval = savingInHours;
        interval < meanTimeBetweenFailuresInHours;
        interval *= 1.1
      ) {
        expect(goodput(model, interval)).toBeLessThan(best + 0.005);
      }
    },
  );
});

/** Plays a training through, failure by failure, and gives the share of the time that got it ahead. */
function play(model: FailureModel, interval: number, rounds: number): number {
  const { meanTimeBetweenFailuresInHours: mtbf, savingInHours, restartInHours } = model;
  const random = seededRandom(20_220_106);
  const untilFailure = (): number => -mtbf * Math.log(1 - random());
  let clock = 0;
  let next = untilFailure();
  for (let done = 0; done < rounds;) {
    if (next >= clock + interval + savingInHours) {
      clock += interval + savingInHours;
      done += 1;
      continue;
    }
    // A machine may fail again while it starts.
    do {
      clock = next;
      next = clock + untilFailure();
    } while (next < clock + restartInHours);
    clock += restartInHours;
  }
  return (rounds * interval) / clock;
}

describe('goodput', () => {
  test.each([
    [failures, 1.1],
    [{ ...failures, restartInHours: 4 }, 1.1],
    [{ ...failures, meanTimeBetweenFailuresInHours: 2 }, 0.5],
    [failures, 6],
  ])('is what a training comes to that is played through: %o, every %d h', (model, interval) => {
    expect(goodput(model, interval)).toBeCloseTo(play(model, interval, 1_000_000), 2);
  });

  test('is whole where nothing fails and saving costs nothing', () => {
    const model = { meanTimeBetweenFailuresInHours: 1e9, savingInHours: 0, restartInHours: 1 };
    expect(goodput(model, 1)).toBeCloseTo(1, 6);
  });

  test('falls with slow restarts, and with rare checkpoints', () => {
    const usual = goodput(failures, 1);
    expect(goodput({ ...failures, restartInHours: 4 }, 1)).toBeLessThan(usual - 0.2);
    expect(goodput(failures, 10)).toBeLessThan(usual - 0.2);
  });
});
