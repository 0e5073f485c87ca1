import { describe, test } from 'vitest';

import { testTarget } from '../test-target.ts';
import { memorySubject } from './memory-subject.ts';

describe.each(['side-by-side', 'in-place'] as const)('a %s memory target', (style) => {
  testTarget({ test, ...memorySubject(style) });
});
