import { startAws } from '@torchrelay/stand-ins';
import { testStore } from '@torchrelay/testing';
import { afterAll, describe, test } from 'vitest';

import { s3Store } from './s3-store.ts';

const aws = await startAws();
const store = s3Store(aws);
for (const step of store.plan(await store.doObserve({}))) await store.doStep(step, { inputs: {} });
afterAll(() => aws[Symbol.asyncDispose]());

describe('what every store promises', () => {
  testStore({ test, createStore: () => s3Store(aws) });
});
