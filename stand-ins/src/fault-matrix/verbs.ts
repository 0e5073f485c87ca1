import { deploy, type DeployOptions, destroy, inferPath, rollback } from '@torchrelay/core';
import type { JsonObject, Target } from '@torchrelay/core/target';
import { addModel } from '@torchrelay/testing';

/** In the order of a deployment's life. */
export const verbs = ['deploy', 'update', 'rollback', 'destroy'] as const;

export type Verb = (typeof verbs)[number];

export function byVerb<Value>(make: (verb: Verb) => Value): Record<Verb, Value> {
  return {
    deploy: make('deploy'),
    update: make('update'),
    rollback: make('rollback'),
    destroy: make('destroy'),
  };
}

/** Each verb finds what the one before it has left. */
export async function runVerb(verb: Verb, target: Target, name: string): Promise<void> {
  const options = { ...declared, name };
  if (verb === 'deploy') await deploy(addModel(1), target, options);
  if (verb === 'update') await deploy(addModel(2), target, options);
  // By its number: without one, saying it twice would mean two steps back.
  if (verb === 'rollback') await rollback(name, target, { to: 1, timing });
  if (verb === 'destroy') await destroy(name, target, { timing });
}

/** What the deployment adds to its input when the verb is done; `undefined`: it does not answer. */
export const offsetAfter: Readonly<Record<Verb, number | undefined>> = {
  deploy: 1,
  update: 2,
  rollback: 1,
  destroy: undefined,
};

const timing = { firstRetryInMs: 5, mostPollInMs: 30 };

/** The models' signature, so that nothing has to be rehearsed. */
const declared: DeployOptions = {
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
