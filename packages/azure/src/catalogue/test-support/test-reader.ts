import type { TokenCredential } from '@azure/identity';

import { jsonReader, type ReadJson } from '../live/read-json.ts';
import type { AzureServer } from './azure-server.ts';

/** Somebody who is signed in. */
export const testCredential: TokenCredential = {
  getToken: () => Promise.resolve({ token: 'a-token', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** The reader of the package, with waits that suit a test. */
export function testReader(
  { cloud }: AzureServer,
  credential: TokenCredential = testCredential,
): ReadJson {
  const scope = cloud.resourceManagerScope;
  return jsonReader({ credential, scope, timing: { delayInMs: 1 } });
}
