import { type DeployOptions } from '@torchrelay/core';
import { inferPath } from '@torchrelay/core/target-utils';
import type { JsonObject, Target } from '@torchrelay/core/target';

export const timing: NonNullable<DeployOptions['timing']> = {
  firstRetryInMs: 5,
  mostPollInMs: 30,
};

/** The models' signature, so that nothing has to be rehearsed. */
export const declared: DeployOptions = {
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: false,
  timing,
};

/** What the deployment adds to its input; `undefined` where nothing answers. */
export async function servedOffset({
  target,
  name,
  address,
}: {
  readonly target: Target;
  readonly name: string;
  readonly address: JsonObject;
}): Promise<number | undefined> {
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [1], data: [10] }];
  const response = await target.serving?.doInvoke(
    {
      name,
      address,
      method: 'POST',
      path: inferPath,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: new TextEncoder().encode(JSON.stringify({ inputs })),
    },
    {},
  );
  if (response?.status !== 200) return undefined;
  const { outputs } = JSON.parse(new TextDecoder().decode(response.body)) as {
    readonly outputs: readonly { readonly data: readonly number[] }[];
  };
  return Number(outputs[0]?.data[0]) - 10;
}
