import { join } from 'node:path';
import { decodeResponse, deploy, encodeRequest, toTensor } from '../../packages/core/src/index.ts';
import { modelName } from '../../packages/core/src/target-utils/index.ts';
import { local } from '../../packages/local/src/index.ts';
import type { Model } from './cases.ts';
import type { Contender } from './contender.ts';

/** What a user of torchrelay would run: `local()` as it comes, with or without batching. */
export async function startTorchrelay({
  model: { name, shape },
  folder,
  python,
  workers,
  maxBatchSize,
}: {
  model: Model;
  folder: string;
  python: string;
  /** As many as `local()` finds right, if not given. */
  workers: number | undefined;
  maxBatchSize: number;
}): Promise<Contender & AsyncDisposable> {
  const endpoint = await deploy(
    join(folder, `${name}.pt`),
    local({ python, ...(workers === undefined ? {} : { workers }) }),
    {
      name: `${name}-${maxBatchSize}`,
      inputs: { input: `FP32[-1,${shape.join(',')}]` },
      outputs: ['output'],
      maxBatchSize,
    },
  );
  return {
    name: maxBatchSize === 0 ? 'torchrelay' : `torchrelay, batches of up to ${maxBatchSize}`,
    request(encoding, example) {
      const tensor = {
        name: 'input',
        datatype: 'FP32',
        shape: [1, ...shape],
        bytes: new Uint8Array(example.buffer),
      } as const;
      const { headers, chunks } = encodeRequest({ request: { inputs: [tensor] }, encoding });
      return {
        url: `${endpoint.url}/v2/models/${modelName}/infer`,
        headers,
        body: Buffer.concat(chunks),
      };
    },
    async read(_encoding, answer) {
      const { outputs } = decodeResponse({
        headers: Object.fromEntries(answer.headers),
        body: new Uint8Array(await answer.arrayBuffer()),
      });
      const [output] = outputs;
      const tensor = output && toTensor(output);
      if (tensor?.datatype !== 'FP32') throw new Error('An answer without the output.');
      return tensor.data;
    },
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}
