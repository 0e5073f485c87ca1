import { describe, expect, test } from 'vitest';

import { testSpec } from '../test-support/test-spec.ts';
import { planServing } from './plan-serving.ts';
import { startUpTimes } from './start-up-times.ts';

const entry = (
  size: number,
): { readonly path: string; readonly size: number; readonly sha256: string } => ({
  path: 'model/1/model.pt',
  size,
  sha256: '0'.repeat(64),
});
const secondsFor = (size: number): number => startUpTimes([entry(size)]).healthTimeoutInSeconds;

describe('the time to start', () => {
  test('is ten minutes, and a second more for each 50 MB', () => {
    expect(secondsFor(0)).toBe(600);
    expect(secondsFor(50e6)).toBe(601);
    expect(secondsFor(10e9)).toBe(800);
    expect(startUpTimes([entry(10e9), entry(10e9)]).downloadTimeoutInSeconds).toBe(1000);
  });

  test('is never more than SageMaker takes', () => {
    expect(secondsFor(150e9)).toBe(3600);
    expect(secondsFor(1e15)).toBe(3600);
  });
});

test('a model of 60 GiB, more than one stream of the SDK would carry, is planned as any other', () => {
  const spec = testSpec();
  const large = { ...spec, package: { ...spec.package, entries: [entry(60 * 2 ** 30)] } };
  const config = planServing(large, undefined).find(
    ({ kind }) => kind === 'endpoint configuration',
  );
  expect(config?.inputs).toMatchObject({
    downloadTimeoutInSeconds: 1889,
    healthTimeoutInSeconds: 1889,
  });
});
