import type { Deployment, PlanNote, ServeSpec } from '@torchrelay/core/target';

import { isConfigured } from './config-for.ts';

/** Where the key that was given for the disks does not reach them. _read_: botocore's text of CreateEndpointConfig. Pure. */
export function keyNote(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
  kmsKeyId: string | undefined,
): readonly PlanNote[] {
  if (want === undefined || kmsKeyId === undefined) return [];
  const { instanceType, localStorageBytes } = want.offer;
  if (localStorageBytes === undefined || isConfigured(want, live)) return [];
  return [
    {
      code: 'KMS_KEY_NOT_FOR_LOCAL_DISKS',
      message: `The local disks of ${instanceType} are encrypted by the machine itself, and not with ${kmsKeyId}.`,
    },
  ];
}
