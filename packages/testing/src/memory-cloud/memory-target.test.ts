import { describe, test, vi } from 'vitest';

import { testTarget } from '../test-target.ts';
import { memorySubject } from './memory-subject.ts';

// Hundreds of deployments, one killed after another.
vi.setConfig({ testTimeout: 120_000 });

describe.each(['side-by-side', 'in-place'] as const)('a %s memory target', (style) => {
  testTarget({ test, ...memorySubject(style) });
});
