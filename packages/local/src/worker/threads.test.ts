import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { packageRoot } from '../package-root.ts';

/** The threads that calls of models have which PyTorch itself would never load: alone, beside others, alone again. */
function threadsOfCalls(): Record<string, [number, number, number]> {
  const path = join(import.meta.dirname, '../__fixtures__/calls_and_threads.py');
  const worker = join(packageRoot(), 'python', 'torchrelay_worker');
  const text = execFileSync(servingPython(), ['-I', '-W', 'ignore', path, worker]);
  return JSON.parse(text.toString());
}

test('a call that is alone has more threads where that changes nothing and takes long enough to matter', () => {
  expect(threadsOfCalls()).toEqual({
    'always the same': [3, 1, 3],
    'other bits with more threads': [1, 1, 1],
    'never the same twice': [1, 1, 1],
    'another shape with more threads': [1, 1, 1],
    short: [1, 1, 1],
    'no more than the share': [1, 1, 1],
  });
});
