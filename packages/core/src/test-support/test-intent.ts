import { sha256Hex } from '../digest/digest.ts';
import { digestOf } from '../digest/digest.ts';
import { makePackage, type ModelPackage, packageReference } from '../package/model-package.ts';
import type { Sample } from '../package/sample.ts';
import type { DeployIntent } from '../plan/intent.ts';
import { textSource } from '../store/sources.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type { ServeSpec } from '../target/serving.ts';
import { testOffer } from './test-offer.ts';

/** A package of two small files; another `model` text gives another package that shares the second file. */
export function testPackage(model = 'one'): ModelPackage {
  const files = { 'model/1/model.pt': `weights ${model}`, 'torchrelay.json': '{}' };
  return makePackage({
    files: Object.entries(files).map(([path, text]) => {
      const source = textSource(text);
      return { path, size: source.size, sha256: sha256Hex(text), source };
    }),
    artifactSha256: sha256Hex(model),
    signature: {
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
    },
  });
}

export function floats(name: string, ...values: number[]): ExampleTensor {
  const bytes = new Uint8Array(new Float32Array(values).buffer);
  return { name, datatype: 'FP32', shape: [values.length], bytes };
}

/** What `testTarget` answers, whatever the package: y = x. */
export const testSample: Sample = { inputs: [floats('x', 1, 2)], answers: [floats('y', 1, 2)] };

export function testIntent({
  name = 'demo',
  model = 'one',
  instances = 1,
  sample = testSample,
}: {
  readonly name?: string;
  readonly model?: string;
  readonly instances?: number;
  readonly sample?: Sample | undefined;
} = {}): DeployIntent {
  const modelPackage = testPackage(model);
  const reference = packageReference(modelPackage);
  return {
    verb: 'deploy',
    name,
    modelPackage,
    sample,
    draft: {
      name,
      digest: digestOf({ package: reference.digest }),
      package: reference,
      engine: { kind: 'triton' },
      environment: {},
      offerRequest: { accelerator: 'auto' },
      providerOptions: {},
      need: { purpose: 'serving', accelerator: 'auto', memoryBytes: 2 ** 30, nodes: instances },
      instances,
      strategy: 'in-place',
    },
  };
}

/** The spec of a `testIntent`, on an offer. */
export function testSpec(options: Parameters<typeof testIntent>[0] = {}): ServeSpec {
  return { ...testIntent(options).draft, offer: testOffer('cheap', { usd: 1 }) };
}
