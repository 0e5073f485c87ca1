import { setTimeout } from 'node:timers/promises';

import type { Subject } from '../promises/subject.ts';
import { createMemoryCloud, type MemoryCloudSettings } from './memory-cloud.ts';
import { endpointId } from './memory-names.ts';
import { expiryId } from './operating.ts';
import { memoryTarget, type MemoryTargetSettings } from './memory-target.ts';

/** A memory cloud of its own, set up for the promises. */
export function memorySubject(
  style: NonNullable<MemoryTargetSettings['style']>,
  settings: MemoryCloudSettings = {},
): Subject {
  const cloud = createMemoryCloud(settings);
  return {
    createTarget: () => memoryTarget({ cloud, style }),
    audit: async () => [...cloud.list().map(({ id }) => id), ...cloud.objects.keys()],
    platform: {
      exhaust: (offerId) => cloud.exhausted.add(offerId.replace('memory/', '')),
      replenish: () => cloud.exhausted.clear(),
      soundAlarm: (name) => cloud.alarms.add(endpointId(name)),
      autoscale: (name, instances) => {
        const { traffic } = cloud.get(endpointId(name))?.properties ?? {};
        cloud.patch(typeof traffic === 'string' ? traffic : endpointId(name), { instances });
      },
      // Clouds that end an endpoint by themselves know nothing of its parts.
      expire: async (name) => {
        cloud.patch(expiryId(name), { expiresAt: Date.now() - 1 });
        cloud.remove(endpointId(name));
        while (cloud.get(endpointId(name)) !== undefined) await setTimeout(1);
      },
      ...(style === 'in-place' && {
        rollBackNextUpdate: (name: string) => cloud.rollsBack.add(endpointId(name)),
      }),
    },
  };
}
