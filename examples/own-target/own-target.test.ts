import { afterAll, test } from 'vitest';

import { testTarget } from '@torchrelay/testing';

import { startHost } from './host.ts';
import { host } from './host-target.ts';

const platform = await startHost();
afterAll(() => platform[Symbol.asyncDispose]());

testTarget({
  test,
  createTarget: () => host({ url: platform.url }),
  audit: async () => [...platform.services.keys(), ...platform.objects.keys()],
  // Each call costs a request here: a sample of the moments to be killed at is enough.
  crashEvery: 12,
});
