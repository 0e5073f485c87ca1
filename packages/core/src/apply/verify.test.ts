import { describe, expect, test } from 'vitest';

import { writeSample } from '../package/sample.ts';
import { decodeRequest } from '../open-inference/decode-request.ts';
import type { InvokeResponse } from '../target/serving.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied, failing, unavailable } from '../test-support/failures.ts';
import { type TestContext, testContext } from '../test-support/test-context.ts';
import { floats, testSample, testSpec } from '../test-support/test-intent.ts';
import { testStep } from '../test-support/test-target.ts';
import { verify } from './verify.ts';

const want = testSpec();
const serves = {
  specDigest: want.digest,
  packageDigest: want.package.digest,
  offerId: want.offer.id,
  instances: 1,
};

/** A platform where the release serves. */
function serving(): TestContext {
  const context = testContext();
  context.cloud.endpoints.set('demo', serves);
  return context;
}

const verifying = (
  context: TestContext,
  {
    beforeTraffic = false,
    sample = testSample,
  }: { beforeTraffic?: boolean; sample?: typeof testSample } = {},
): Promise<void> =>
  verify({ step: testStep('verify', 'demo', { beforeTraffic }), want, sample, context });

const answered = (status: number, text = ''): InvokeResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode(text),
});

describe('verifying what traffic reaches', () => {
  test('asks it what the rehearsal was asked, at the model’s own route', async () => {
    const context = serving();
    await verifying(context);
    const [request] = context.cloud.invoked;
    expect(request).toMatchObject({
      name: 'demo',
      address: { at: 'demo' },
      method: 'POST',
      path: '/v2/models/model/infer',
    });
    expect(request && 'release' in request).toBe(false);
    const { inputs } = decodeRequest({
      headers: request?.headers ?? {},
      body: request?.body ?? new Uint8Array(),
    });
    expect(inputs).toMatchObject([{ name: 'x', shape: [2] }]);
  });

  test('fails when another release serves after the last look, and nothing is asked', async () => {
    const context = serving();
    context.cloud.endpoints.set('demo', { ...serves, specDigest: `sha256:${'0'.repeat(64)}` });
    const error = await failureOf(verifying(context));
    expect(error).toMatchObject({
      code: 'VERIFY_WRONG_RELEASE',
      recovery: 'never',
      effect: 'done',
    });
    expect(error.message).toContain('"demo" still serves 000000000000, not ');
    expect(context.cloud.invoked).toEqual([]);
    expect(context.runtime.waits).toHaveLength(5);
  });

  test('looks again when reads lag behind the change', async () => {
    const context = serving();
    let looks = 0;
    context.cloud.endpoints.delete('demo');
    context.cloud.onObserve = () => {
      looks += 1;
      if (looks === 3) context.cloud.endpoints.set('demo', serves);
    };
    await verifying(context);
    expect(context.cloud.invoked).toHaveLength(1);
  });

  test('fails when nothing serves', async () => {
    const error = await failureOf(verifying(testContext()));
    expect(error.code).toBe('VERIFY_WRONG_RELEASE');
    expect(error.message).toContain('nothing serves under that name');
  });

  test('fails when the answer is wrong', async () => {
    const context = serving();
    context.cloud.answer = () => [floats('y', 1, 3)];
    expect((await failureOf(verifying(context))).code).toBe('VERIFY_WRONG_ANSWER');
  });
});

describe('verifying before traffic', () => {
  test('asks that very release, whatever serves', async () => {
    const context = serving();
    context.cloud.endpoints.set('demo', { ...serves, specDigest: 'sha256:other' });
    await verifying(context, { beforeTraffic: true });
    expect(context.cloud.invoked).toMatchObject([{ release: want.digest }]);
  });
});

describe('a release', () => {
  test.each([429, 502, 503, 504])(
    'that is busy with %d at first is asked again',
    async (status) => {
      const context = serving();
      let requests = 0;
      context.cloud.answer = (inputs) => {
        requests += 1;
        return requests < 4 ? answered(status) : inputs.map((input) => ({ ...input, name: 'y' }));
      };
      await verifying(context);
      expect(requests).toBe(4);
    },
  );

  test('that stays busy has failed: that is a verdict, and no outage', async () => {
    const context = serving();
    context.cloud.answer = () => answered(503, 'loading');
    const error = await failureOf(verifying(context));
    expect(error).toMatchObject({
      code: 'VERIFY_NO_ANSWER',
      recovery: 'never',
      effect: 'done',
      data: { status: 503 },
    });
    expect(context.cloud.invoked).toHaveLength(6);
  });

  test.each([400, 404, 500])(
    'that answers %d has failed at once, and its words are passed on',
    async (status) => {
      const context = serving();
      context.cloud.answer = () => answered(status, '{"error":"the model raised"}');
      const error = await failureOf(verifying(context));
      expect(error).toMatchObject({ code: 'VERIFY_NO_ANSWER', recovery: 'never' });
      expect(error.message).toContain(`status ${status}: {"error":"the model raised"}`);
      expect(context.cloud.invoked).toHaveLength(1);
    },
  );

  test('whose answer cannot be read has failed', async () => {
    const context = serving();
    context.cloud.answer = () => answered(200, '<html>');
    expect((await failureOf(verifying(context))).recovery).toBe('never');
  });

  test('that never answers has failed once its time is over', async () => {
    const context = serving();
    const { serving: platform } = context;
    const hanging = {
      ...platform,
      capabilities: { ...platform.capabilities, maxRequestDurationInMs: 20 },
      doInvoke: (_: unknown, { abortSignal }: { abortSignal?: AbortSignal | undefined }) =>
        new Promise<InvokeResponse>((_resolve, reject) => {
          abortSignal?.addEventListener('abort', () => reject(abortSignal.reason));
        }),
    };
    const error = await failureOf(verifying({ ...context, serving: hanging }));
    expect(error).toMatchObject({ code: 'VERIFY_NO_ANSWER', recovery: 'never', effect: 'done' });
    expect(error.message).toContain('within 0.02 s');
  });

  test('that cannot be reached is not judged', async () => {
    const context = serving();
    context.cloud.answer = () => {
      throw unavailable();
    };
    expect(await failureOf(verifying(context))).toMatchObject({
      code: 'UNAVAILABLE',
      recovery: 'retry',
    });
  });
});

describe('the request to ask', () => {
  const without = (context: TestContext): Promise<void> =>
    verify({ step: testStep('verify', 'demo'), want, sample: undefined, context });

  test('is the one kept with the package, where this process has none', async () => {
    const context = serving();
    await writeSample(context.cloud.store, want.package.digest, testSample, {});
    await without(context);
    expect(context.cloud.invoked).toHaveLength(1);
  });

  test('is looked for again when the store is not available for a moment', async () => {
    const context = serving();
    await writeSample(context.cloud.store, want.package.digest, testSample, {});
    context.cloud.store.before = failing('doRead', unavailable);
    await without(context);
    expect(context.cloud.invoked).toHaveLength(1);
  });

  test('may be missing: then it is warned that only the digest is known to be right', async () => {
    const context = serving();
    await without(context);
    expect(context.events).toMatchObject([{ type: 'warning', code: 'NOT_ASKED' }]);
    context.cloud.endpoints.delete('demo');
    expect((await failureOf(without(context))).code).toBe('VERIFY_WRONG_RELEASE');
  });

  test('is not taken as missing when the store does not let us read it', async () => {
    const context = serving();
    context.cloud.store.before = failing('doRead', denied);
    expect((await failureOf(without(context))).code).toBe('ACCESS_DENIED');
  });

  test('is sent in the form that the platform lets through', async () => {
    const context = serving();
    const capabilities = { ...context.serving.capabilities, wire: 'sagemaker' } as const;
    await failureOf(verifying({ ...context, serving: { ...context.serving, capabilities } }));
    expect(context.cloud.invoked).toMatchObject([
      { headers: { 'Content-Type': expect.stringContaining('sagemaker-triton') } },
    ]);
  });
});
