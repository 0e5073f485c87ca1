import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { servingPython } from '../__fixtures__/serving-python.ts';

const repository = join(import.meta.dirname, '../../../..');

/** The same program runs for an hour where somebody has one: `bench/soak.ts --minutes 60`. */
test('under load, with workers killed at random, no request is lost and no memory', async () => {
  const program = ['--conditions=torchrelay-source', 'bench/soak.ts', '--seconds', '12', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, program, {
    cwd: repository,
    env: { ...process.env, TORCHRELAY_PYTHON: servingPython() },
    // With problems it ends with exit code 1, and tells them all the same.
  }).catch((failed: { stdout: string }) => failed);
  expect(JSON.parse(stdout)).toMatchObject({
    problems: [],
    kills: expect.toSatisfy((kills: number) => kills > 0),
    outcomes: {
      served: expect.toSatisfy((served: number) => served > 100),
      lost: 0,
      wrong: 0,
      unexpected: 0,
    },
    left: 0,
  });
});
