import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { packageRoot } from '../package-root.ts';

/** The threads of models' calls: after the trial, alone, beside others, alone again. */
function threadsOfCalls(): Record<string, number[] | boolean> {
  const path = join(import.meta.dirname, '../__fixtures__/calls_and_threads.py');
  const worker = join(packageRoot(), 'python', 'torchrelay_worker');
  const text = execFileSync(servingPython(), ['-I', '-W', 'ignore', path, worker]);
  return JSON.parse(text.toString());
}

test('a call that is alone has more threads where that changes nothing and takes long enough to matter', () => {
  const no = [1, 1, 1, 1];
  expect(threadsOfCalls()).toEqual({
    'always the same': [1, 3, 1, 3],
    'always the same, of a shape that was not tried': no,
    'other bits with more threads': no,
    'such bits in its own memory': no,
    'such bits in its input': no,
    'the same in its input': [1, 3, 1, 3],
    'never the same twice': no,
    'another shape with more threads': no,
    'refuses made-up numbers': no,
    short: no,
    'no more than the share': no,
    'draws as before': true,
  });
});
