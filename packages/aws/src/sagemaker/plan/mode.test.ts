import { describe, expect, test } from 'vitest';

import { inShort, liveDeployment, testSpec } from '../test-support/test-spec.ts';
import { planServing } from './plan-serving.ts';

const live = liveDeployment(testSpec());
const liveAsync = liveDeployment(testSpec(), { tags: { mode: 'async' } });

describe('an endpoint of mode async', () => {
  test('is verified on the way of all its requests', () => {
    const steps = planServing(testSpec(), undefined, 'async');
    const verify = steps.find(({ action }) => action === 'verify');
    expect(verify?.permissions).toEqual([
      'sagemaker:InvokeEndpointAsync',
      's3:PutObject',
      's3:GetObject',
      's3:DeleteObject',
      's3:ListBucket',
    ]);
    const atOnce = planServing(testSpec(), undefined).find(({ action }) => action === 'verify');
    expect(atOnce?.permissions).toEqual(['sagemaker:InvokeEndpoint']);
  });

  test('is changed as any other', () => {
    expect(inShort(planServing(testSpec('two'), liveAsync, 'async'))).toEqual(
      inShort(planServing(testSpec('two'), live)),
    );
    expect(planServing(testSpec(), liveAsync, 'async')).toEqual([]);
  });

  test('goes with its requests, before the parts that tell of them', () => {
    expect(inShort(planServing(undefined, liveAsync))).toEqual([
      'delete endpoint demo',
      'delete stored requests async/demo/',
      'delete endpoint configuration demo',
      'delete model demo',
    ]);
    const leftovers = liveDeployment(testSpec(), { tags: { mode: 'async' }, configs: [] });
    const native = { ...(leftovers.native as object), endpoint: null };
    expect(inShort(planServing(undefined, { ...leftovers, native }))).toEqual([
      'delete stored requests async/demo/',
      'delete model demo',
    ]);
  });

  test.each([
    ['async', live, 'real-time'],
    ['real-time', liveAsync, 'async'],
  ] as const)('%s is not what an endpoint of another mode becomes', (wanted, deployment, now) => {
    expect(() => planServing(testSpec('two'), deployment, wanted)).toThrow(
      expect.objectContaining({
        code: 'MODE_DIFFERS',
        message: `The endpoint demo is of mode "${now}", and "${wanted}" is asked for.`,
        hint: expect.stringContaining(`mode=${now}`),
      }),
    );
  });

  test('leaves no requests where another mode takes its place', () => {
    const steps = planServing(testSpec('two', { strategy: 'recreate' }), liveAsync);
    expect(inShort(steps).slice(2, 6)).toEqual([
      'delete endpoint demo',
      'create endpoint demo',
      'verify endpoint demo',
      'delete stored requests async/demo/',
    ]);
  });

  test('takes the place of one that is recreated', () => {
    const steps = planServing(testSpec('two', { strategy: 'recreate' }), live, 'async');
    expect(inShort(steps).slice(2, 5)).toEqual([
      'delete endpoint demo',
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });
});
