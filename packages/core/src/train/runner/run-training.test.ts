import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runnerText } from './run-training.generated.ts';

test('what is sent is the program that lies in python/', () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'python', 'run_training.py');
  // If not: node tools/training-runner/main.ts
  expect(runnerText).toBe(readFileSync(path, 'utf8'));
});
