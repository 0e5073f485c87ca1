import { describe, expect, test } from 'vitest';

import type { PreparedModel } from '../prepare/prepare-model.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testPackage } from '../test-support/test-intent.ts';
import { testModel } from '../test-support/test-model.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';
import type { SpecDraft } from '../plan/intent.ts';
import type { DeployOptions } from './deploy-options.ts';
import { specDraft } from './spec-draft.ts';

const { serving } = testTarget(testCloud());

type Given = Parameters<typeof specDraft>[0];

/** Of the model, only its size counts here. */
function prepared(model: string, storageBytes = 100): PreparedModel {
  return {
    model: testModel({ storageBytes }),
    modelPackage: testPackage(model),
    warnings: [],
  };
}

const draft = (options: DeployOptions = {}, given: Partial<Given> = {}): SpecDraft =>
  specDraft({ name: 'demo', prepared: prepared('one'), serving, options, ...given });

const base = draft().digest;
const gib = 2 ** 30;

describe('the digest of a spec', () => {
  test.each<[string, DeployOptions]>([
    ['image', { image: 'mine:1' }],
    ['environment', { environment: { THREADS: '4' } }],
    ['accelerator', { accelerator: 'H100' }],
    ['GPUs per node', { gpusPerNode: 2 }],
    ['excluded offers', { excludes: ['p4d'] }],
    ['provider’s options', { providerOptions: { vpc: 'a' } }],
  ])('is another with another %s', (_, options) => {
    expect(draft(options).digest).not.toBe(base);
  });

  test('is another with another package', () => {
    expect(draft({}, { prepared: prepared('two') }).digest).not.toBe(base);
  });

  test('is another with other settings of the target', () => {
    const other = { ...serving, fingerprint: () => ({ image: 'server:2' }) };
    expect(draft({}, { serving: other }).digest).not.toBe(base);
  });

  test.each<[string, DeployOptions]>([
    ['number of instances', { instances: 9 }],
    ['strategy', { strategy: 'recreate' }],
    ['name', { name: 'other' }],
    ['provenance', { provenance: { job: 'train-7' } }],
    ['consent', { confirm: () => true }],
    [
      'what is spelled out and means the same',
      { environment: {}, providerOptions: {}, accelerator: 'default' },
    ],
  ])('is the same with another %s', (_, options) => {
    expect(draft(options).digest).toBe(base);
  });

  test('is the same for a better estimate of the memory', () => {
    const better = draft({}, { prepared: prepared('one', 2 ** 30) });
    expect(better.need.memoryBytes).toBeGreaterThan(draft().need.memoryBytes);
    expect(better.digest).toBe(base);
  });

  test('is the same with another budget', () => {
    const rich = draft({ maxUsdPerHour: 100, allowUnknownPrice: true });
    expect(rich.priceLimit).toEqual({ maxUsdPerHour: 100, allowUnknownPrice: true });
    expect(rich.digest).toBe(base);
  });

  test('does not depend on the order in which things were given', () => {
    const a = draft({ environment: { A: '1', B: '2' }, excludes: ['x', 'y'] });
    const b = draft({ environment: { B: '2', A: '1' }, excludes: ['y', 'x', 'x'] });
    expect(a.digest).toBe(b.digest);
  });
});

describe('a spec', () => {
  test('without options is one instance of Triton, by the target’s first strategy', () => {
    expect(draft()).toMatchObject({
      name: 'demo',
      engine: { kind: 'triton' },
      environment: {},
      offerRequest: { accelerator: 'default' },
      instances: 1,
      strategy: 'in-place',
      need: { purpose: 'serving', accelerator: 'default', nodes: 1 },
    });
  });

  test('needs what was asked for', () => {
    const { need, offerRequest, engine } = draft({
      accelerator: 'A100-80GB',
      gpusPerNode: 4,
      image: 'mine:1',
    });
    expect(need).toMatchObject({ accelerator: 'A100-80GB', gpusPerNode: 4 });
    expect(offerRequest).toEqual({ accelerator: 'A100-80GB', gpusPerNode: 4 });
    expect(engine).toEqual({ kind: 'image', image: 'mine:1' });
  });

  test('takes one of several accelerators, and only in the regions that were named', () => {
    const { need, offerRequest } = draft({
      accelerator: ['A100', '80GB+'],
      regions: ['b', 'a', 'b'],
    });
    expect(need.accelerator).toBe('A100,80GB+');
    expect(offerRequest).toEqual({ accelerator: 'A100,80GB+', regions: ['a', 'b'] });
  });

  test('is refused for an accelerator or a price that means nothing', async () => {
    const wish = await failureOf(() => draft({ accelerator: ['A100', 'cpu'] }));
    expect(wish).toMatchObject({ code: 'ACCELERATOR_INVALID' });
    for (const maxUsdPerHour of [-1, Number.NaN]) {
      const error = await failureOf(() => draft({ maxUsdPerHour }));
      expect(error).toMatchObject({ code: 'PRICE_LIMIT_INVALID', data: { maxUsdPerHour } });
    }
  });

  test('needs room for the weights and what stands beside them, on a GPU and in RAM', () => {
    const { need } = draft({}, { prepared: prepared('one', 10 * gib) });
    expect(need.memoryBytes / gib).toBeGreaterThan(11);
    expect(need.memoryBytes / gib).toBeLessThan(12);
    expect(need.hostMemoryBytes ?? 0).toBeGreaterThan(10 * gib);
  });

  test('needs more room for larger batches', () => {
    const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [-1, 1024] }];
    const model = testModel({
      parameters: { 'up.weight': [8192, 1024], 'down.weight': [10, 8192] },
    });
    const wide = { ...prepared('one'), model };
    const signature = { ...wide.modelPackage.signature, inputs };
    const given = { prepared: { ...wide, modelPackage: { ...wide.modelPackage, signature } } };
    const needed = (maxBatchSize?: number | 'auto'): number =>
      draft(maxBatchSize === undefined ? {} : { maxBatchSize }, given).need.memoryBytes;
    expect(needed()).toBe(needed(1));
    expect(needed('auto')).toBeGreaterThan(needed(1));
    expect(needed(1024)).toBeGreaterThan(needed('auto') + 2 * 1024 * 8192 * 4 * 0.9);
  });

  test('cannot be changed in a way that the target does not know', async () => {
    const error = await failureOf(() => draft({ strategy: 'side-by-side' }));
    expect(error).toMatchObject({
      code: 'STRATEGY_UNSUPPORTED',
      hint: 'It can by "in-place" or "recreate".',
    });
  });
});
