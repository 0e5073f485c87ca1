import type { Deployment, ServeSpec } from '@torchrelay/core/target';

import { configNameOf } from '../names.ts';
import type { SagemakerNative } from '../native.ts';
import { hasInPool } from '../tags.ts';

/**
 * The configuration that is wanted, by its name. A pool that the wanted type is in is what is wanted, whichever type it
 * began with. Pure.
 */
export function configFor(
  want: ServeSpec,
  { endpoint, configs }: Pick<SagemakerNative, 'endpoint' | 'configs'>,
): string {
  const live = configs.find(({ name }) => name === endpoint?.configName);
  const isSame = live?.tags.spec === want.digest && hasInPool(live.tags, want.offer.instanceType);
  return isSame ? live.name : configNameOf(want);
}

/** Whether what is live has it already, so that there is nothing to say about it. Pure. */
export function isConfigured(want: ServeSpec, live: Deployment | undefined): boolean {
  const native = live?.native as SagemakerNative | undefined;
  return native?.endpoint != null && native.endpoint.configName === configFor(want, native);
}
