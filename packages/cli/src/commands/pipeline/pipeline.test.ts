import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, expect, test } from 'vitest';

import { transcript } from '../../test-support/mask.ts';
import { type CommandResult, createSandbox, runCommand } from '../../test-support/run-command.ts';

const sandbox = createSandbox();
afterAll(async () => {
  await runCommand(['destroy', 'adder', '--job', '--yes'], { sandbox });
  sandbox[Symbol.dispose]();
});

const module = fileURLToPath(new URL('../../test-support/pipeline.ts', import.meta.url));
const run = (
  more: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<CommandResult> => runCommand(['pipeline', module, ...more], { sandbox, environment });

const moments = /^ {2}attempt \d (starting|running)\n|^ {2}create job .*started\n/gm;

function seen(result: CommandResult): string {
  return transcript({ ...result, stderr: result.stderr.replaceAll(moments, '') }, sandbox.folder);
}

test('a gate that is not passed deploys nothing, says why in one line, and exits with 6', async () => {
  const result = await run(['--yes'], { TEST_GATE: '0.9' });
  expect(seen(result)).toMatchInlineSnapshot(`
    "exit 6
    --- stderr
    ✓ package <time>

    Plan for training adder on local: attempt 1
      + upload  training code  <digest>          3.07 kB
      + create  job            adder-<digest>-1

    Starts  1 process
    Begins  anew

    2 to add, 0 to change, 0 to delete

    ✓ upload training code <digest> <time>
    ✓ create job adder-<digest>-1 <time>
      [torchrelay] node 0 of 1: 1 process of train.py
      begins at step 0
      step 1
      step 2
      step 3
      step 4
      [torchrelay] done after <time>
    ✓ adder is trained, by attempt 1 <time>
    error: "adder" did not pass its gate: accuracy is 0.8, and has to be at least 0.9.

    hint: Nothing was deployed; what served before still serves."
  `);
});

test('what costs money is asked about, and nothing is deployed where nobody answers', async () => {
  const { exitCode, stderr } = await run();
  expect(exitCode).toBe(2);
  expect(stderr).toContain('✓ the gate is passed: accuracy is 0.8\n');
  expect(stderr).toContain('Price    $3.00 per hour');
  expect(stderr).toContain('This deploy has to be confirmed');
});

test('finished training is reused, and what passes is deployed', async () => {
  expect(seen(await run(['--yes']))).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    adder
    --- stderr
    ✓ package <time>
    = attempt 1 of adder is done already
    ✓ the gate is passed: accuracy is 0.8
    ✓ inspect <time>
    ✓ package <time>

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      + create  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      + record  release   1

    Runs on  1 × a100-40gb (A100-40GB) in memory: the cheapest of 3 that fit
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    4 to add, 0 to change, 0 to delete

    ✓ upload package <digest> <time>
    ✓ create config config/adder/<digest> <time>
    ✓ create endpoint endpoint/adder <time>
    ✓ verify endpoint endpoint/adder <time>
    ✓ record release 1 <time>

    loss
    2 | █
      | █
      | █
      | ██
      | ███▄
    0 | ████

                    first  last  least  most
    loss      █▅▃▃      2   0.5    0.5     2
    accuracy  ▅▇██    0.5   0.8    0.5   0.8

    Metrics  accuracy 0.8
    Files    metrics.json (17 B), metrics.jsonl (199 B), model.pt (2.21 kB)

    adder answers on memory after <time>."
  `);
});

test('--json prints one document', async () => {
  const { stdout, exitCode } = await run(['--yes', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    endpoint: { name: 'adder', provider: 'memory' },
    training: { name: 'adder', attempt: 1, metrics: { accuracy: 0.8 }, started: false },
    deployed: true,
  });
});

test.each([
  ['export default 5;', 'does not export a pipeline by default.'],
  ['export default { name: "x", train: {}, serve: {} };', 'does not export a pipeline by default.'],
  ['export default () => { throw new Error("no such luck"); };', 'no such luck'],
  ['export default (;', 'Mend it there; this shows the line: node wrong.mjs'],
])('a file with %s is refused', async (text, message) => {
  writeFileSync(join(sandbox.folder, 'wrong.mjs'), text);
  const { stderr } = await runCommand(['pipeline', 'wrong.mjs'], { sandbox });
  expect(stderr).toContain(message);
});

test('a file that is not there is said', async () => {
  const { stderr, exitCode } = await runCommand(['pipeline', 'none.ts'], { sandbox });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr:
      'error: There is no file none.ts with a pipeline in it.\n\nhint: Check the path; it is taken relative to the current folder.\n',
  });
});
