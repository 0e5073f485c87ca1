import { beforeEach, describe, expect, test } from 'vitest';

import { wordTokenizer } from '../../test/texts/word-tokenizer.ts';
import { applyIntent } from '../apply/apply-intent.ts';
import type { DeployOptions } from '../deploy/deploy-options.ts';
import { digestOf, sha256Hex } from '../digest/digest.ts';
import { tokenizerPath } from '../package/layout.ts';
import { makePackage, packageReference } from '../package/model-package.ts';
import type { DeployIntent } from '../plan/intent.ts';
import { keys } from '../store/keys.ts';
import { bytesSource } from '../store/sources.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied } from '../test-support/failures.ts';
import { present } from '../test-support/present.ts';
import { testContext } from '../test-support/test-context.ts';
import { testIntent } from '../test-support/test-intent.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import { type TestCloud, testCloud, testTarget } from '../test-support/test-target.ts';
import { connect } from './connect.ts';
import type { EndpointReference } from './endpoint-reference.ts';

const one = testIntent();
const two = testIntent({ model: 'two' });

let cloud: TestCloud;
let target: ReturnType<typeof testTarget>;

beforeEach(async () => {
  cloud = testCloud();
  target = testTarget(cloud);
  await applyIntent({ intent: one }, testContext({ cloud }));
  cloud.store.requests.length = 0;
  cloud.invoked.length = 0;
});

describe('connecting by name', () => {
  test('opens what serves, with its signature, and it answers', async () => {
    const endpoint = await connect('demo', target);
    expect(endpoint).toMatchObject({ name: 'demo', provider: 'test', url: undefined });
    expect(endpoint.signature).toEqual(one.modelPackage.signature);
    const { y } = await endpoint.predict({ x: [1, 2, 3] });
    expect(y?.data).toEqual(new Float32Array([1, 2, 3]));
  });

  test('takes the signature of what serves, and not of what was recorded last', async () => {
    const [first] = one.draft.package.signature.outputs;
    const signature = {
      ...one.draft.package.signature,
      outputs: [{ ...present(first), name: 'z' }],
    };
    const draft = { ...two.draft, package: { ...two.draft.package, signature } };
    const sample = { inputs: present(two.sample).inputs };
    cloud.answer = (inputs) => inputs.map((input) => ({ ...input, name: 'z' }));
    await applyIntent({ intent: { ...two, draft, sample } }, testContext({ cloud }));
    expect((await connect('demo', target)).signature.outputs[0]?.name).toBe('z');
    const now = present(cloud.endpoints.get('demo'));
    cloud.endpoints.set('demo', { ...now, specDigest: one.draft.digest });
    expect((await connect('demo', target)).signature.outputs[0]?.name).toBe('y');
  });

  test('to what is not there, or was never recorded, says so', async () => {
    expect((await failureOf(connect('other', target))).code).toBe('NOT_DEPLOYED');
    cloud.store.objects.delete(keys.release('demo', 1));
    expect((await failureOf(connect('demo', target))).code).toBe('NOT_DEPLOYED');
  });

  test('when the platform cannot be asked fails with its reason', async () => {
    cloud.onObserve = () => {
      throw denied();
    };
    expect((await failureOf(connect('demo', target))).code).toBe('ACCESS_DENIED');
  });
});

describe('connecting by a reference', () => {
  async function reference(): Promise<EndpointReference> {
    const json = JSON.stringify(await connect('demo', target));
    cloud.store.requests.length = 0;
    return JSON.parse(json) as EndpointReference;
  }

  test('asks nothing of the target, and reaches the same endpoint', async () => {
    const stored = await reference();
    cloud.onObserve = () => {
      throw denied();
    };
    cloud.store.before = () => {
      throw denied();
    };
    const endpoint = await connect(stored, target);
    await endpoint.predict({ x: [1] });
    expect(cloud.invoked).toMatchObject([{ name: 'demo', address: { at: 'demo' } }]);
    expect(endpoint.toJSON()).toEqual(stored);
  });

  test('of another target is refused', async () => {
    const stored = await reference();
    const other = { ...target, provider: 'other' };
    expect((await failureOf(connect(stored, other))).code).toBe('REFERENCE_INVALID');
  });

  test('holds nothing but plain data', async () => {
    const stored = await reference();
    expect(Object.keys(stored).toSorted()).toEqual([
      'address',
      'name',
      'provider',
      'scope',
      'signature',
      'version',
    ]);
  });
});

describe('an endpoint', () => {
  const runtime = testRuntime();

  test('gives its status and can be destroyed', async () => {
    const endpoint = await connect('demo', target, { runtime });
    expect(await endpoint.status()).toMatchObject({ state: 'ready', release: { number: 1 } });
    await endpoint.destroy();
    expect(cloud.endpoints.size).toBe(0);
    expect((await failureOf(endpoint.status())).code).toBe('NOT_DEPLOYED');
  });

  test('can be rolled back', async () => {
    await applyIntent({ intent: two }, testContext({ cloud }));
    const endpoint = await connect('demo', target, { runtime });
    expect(await endpoint.rollback()).toMatchObject({ restores: 1 });
    expect(cloud.endpoints.get('demo')?.specDigest).toBe(one.draft.digest);
  });

  test('does not inherit what was for the deployment alone: its consent, its approval, its time limit', async () => {
    const deployment: DeployOptions = {
      runtime,
      approvedPlan: 'sha256:of-the-deployment',
      confirm: () => false,
      abortSignal: AbortSignal.abort(),
    };
    const endpoint = await connect('demo', target, deployment);
    await endpoint.destroy();
    expect(cloud.endpoints.size).toBe(0);
  });

  test('in a cloud stays when it is disposed of', async () => {
    {
      await using endpoint = await connect('demo', target, { runtime });
      expect(endpoint.name).toBe('demo');
    }
    expect(cloud.endpoints.size).toBe(1);
  });

  test('that ends with its process is removed when it is disposed of', async () => {
    const capabilities = { ...target.serving.capabilities, endsWithProcess: true };
    const here = { ...target, serving: { ...target.serving, capabilities } };
    {
      await using endpoint = await connect('demo', here, { runtime });
      expect(endpoint.name).toBe('demo');
    }
    expect(cloud.endpoints.size).toBe(0);
  });
});

describe('an endpoint that takes texts', () => {
  const tokenizer = wordTokenizer();
  const sha256 = sha256Hex(tokenizer);
  const text = {
    from: 'text',
    tokenizer: { sha256, size: tokenizer.length },
    inputs: { x: 'ids' },
    tooLong: 'error',
    truncationSide: 'right',
    specialTokens: true,
  } as const;

  async function deployTexts(): Promise<DeployIntent> {
    const { modelPackage, draft } = testIntent({ model: 'texts' });
    const source = bytesSource(tokenizer);
    const file = { path: tokenizerPath(sha256), size: source.size, sha256, source };
    const withTexts = makePackage({
      files: [...modelPackage.files, file],
      artifactSha256: sha256Hex('texts'),
      signature: { ...modelPackage.signature, preprocess: { text } },
    });
    const reference = packageReference(withTexts);
    const spec = { ...draft, digest: digestOf({ package: reference.digest }), package: reference };
    const intent = { ...two, modelPackage: withTexts, draft: spec };
    await applyIntent({ intent }, testContext({ cloud }));
    return intent;
  }

  test('has its tokenizer from the store, when the first text is asked about', async () => {
    await deployTexts();
    const endpoint = await connect('demo', target);
    cloud.store.requests.length = 0;
    await endpoint.predict({ x: [1] });
    expect(cloud.store.requests).toEqual([]);
    const { y } = await endpoint.predict({ text: 'a cat' });
    expect(y?.data).toEqual(Float32Array.of(2, 3));
  });

  test('by a reference has what was given, and says what was not', async () => {
    await deployTexts();
    const stored = JSON.parse(JSON.stringify(await connect('demo', target))) as EndpointReference;
    expect(JSON.stringify(stored)).not.toContain('WordLevel');
    cloud.store.before = () => {
      throw denied();
    };
    const without = await connect(stored, target);
    expect(await failureOf(without.predict({ text: 'a' }))).toMatchObject({
      code: 'TOKENIZER_MISSING',
      hint: expect.stringContaining('connect by name'),
    });
    const endpoint = await connect(stored, target, { tokenizers: { text: tokenizer } });
    expect((await endpoint.predict({ text: 'dog' })).y?.data).toEqual(Float32Array.of(4));
  });

  test('whose package was removed says so', async () => {
    const { draft } = await deployTexts();
    const endpoint = await connect('demo', target);
    cloud.store.objects.delete(draft.package.prefix + tokenizerPath(sha256));
    expect(await failureOf(endpoint.predict({ text: 'a' }))).toMatchObject({
      code: 'TOKENIZER_MISSING',
      message: expect.stringContaining('its package was removed'),
    });
  });

  test('given another tokenizer than it was deployed with refuses it', async () => {
    await deployTexts();
    const endpoint = await connect('demo', target, {
      tokenizers: { text: wordTokenizer(['other']) },
    });
    expect((await failureOf(endpoint.predict({ text: 'a' }))).code).toBe('TOKENIZER_DIFFERS');
  });
});
