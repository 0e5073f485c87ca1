import { deploy, status, TorchrelayError } from '@torchrelay/core';
import { expect, test } from 'vitest';

import { addModel } from '../models.ts';
import { createMemoryCloud, type MemoryCloud } from './memory-cloud.ts';
import { memoryTarget } from './memory-target.ts';

const declared = {
  name: 'quota',
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
} as const;

const everything = (cloud: MemoryCloud): readonly string[] => cloud.list().map(({ id }) => id);

test.each(['side-by-side', 'in-place'] as const)(
  'an offer without quota is passed over for the next one, %s',
  async (style) => {
    const cloud = createMemoryCloud({ quota: { 'a100-40gb': 0 } });
    const target = memoryTarget({ cloud, style });
    await deploy(addModel(1), target, declared);
    const { deployment } = await status('quota', target);
    expect(deployment.serving?.offerId).toBe('memory/a100-80gb');
  },
);

test.each(['side-by-side', 'in-place'] as const)(
  'without quota for any offer nothing is left, and the error says what was tried, %s',
  async (style) => {
    const quota = { 'a100-40gb': 0, 'a100-80gb': 0, 'a100-80gb-large': 0 };
    const cloud = createMemoryCloud({ quota });
    const error: unknown = await deploy(
      addModel(1),
      memoryTarget({ cloud, style }),
      declared,
    ).catch((thrown: unknown) => thrown);
    expect(TorchrelayError.isInstance(error) && error.data['tried']).toEqual([
      'memory/a100-40gb',
      'memory/a100-80gb',
      'memory/a100-80gb-large',
    ]);
    expect(everything(cloud)).toEqual([]);
  },
);
