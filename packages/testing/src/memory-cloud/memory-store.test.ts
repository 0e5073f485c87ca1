import { test } from 'vitest';

import { testStore } from '../test-store.ts';
import { createMemoryCloud } from './memory-cloud.ts';
import { memoryStore } from './memory-store.ts';

const cloud = createMemoryCloud();

testStore({ test, createStore: () => memoryStore(cloud) });
