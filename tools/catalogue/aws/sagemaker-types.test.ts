import { describe, expect, test } from 'vitest';
import { purposesOf, sagemakerTypes } from './sagemaker-types.ts';

describe("SageMaker's own lists", async () => {
  const types = await sagemakerTypes();

  test.each([
    ['ml.p4d.24xlarge', ['serving', 'training']],
    ['ml.p4de.24xlarge', ['serving', 'training']],
    ['ml.g7e.48xlarge', ['serving', 'training']],
    ['ml.p3dn.24xlarge', ['training']],
    ['ml.c5.large', ['serving']],
    ['ml.g5n.xlarge', []],
    ['p4d.24xlarge', []],
  ])('%s is for %j', (type, purposes) => {
    expect(purposesOf(type, types)).toEqual(purposes);
  });
});
