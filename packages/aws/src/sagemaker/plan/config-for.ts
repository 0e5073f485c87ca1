import type { ServeSpec } from '@torchrelay/core/target';

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
