import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { transcript } from '../../test-support/mask.ts';
import {
  type CommandResult,
  createSandbox,
  runCommand,
  type CommandOptions,
} from '../../test-support/run-command.ts';
import { runOnTerminal } from '../../test-support/run-on-terminal.ts';

/** Real jobs on this machine, one after another in one home. Their script needs no PyTorch. */
const sandbox = createSandbox();
const run = (
  commandLine: readonly string[],
  options: Omit<CommandOptions, 'sandbox'> = {},
): Promise<CommandResult> => runCommand(commandLine, { sandbox, ...options });

beforeAll(() => {
  const source = new URL('../../test-support/job/train.py', import.meta.url);
  mkdirSync(join(sandbox.folder, 'counting'));
  copyFileSync(fileURLToPath(source), join(sandbox.folder, 'counting', 'train.py'));
  copyFileSync(addModel(1), join(sandbox.folder, 'adder.pt'));
});

afterAll(async () => {
  for (const name of ['counting', 'slow', 'watched'])
    await run(['destroy', name, '--job', '--yes']);
  sandbox[Symbol.dispose]();
});

/** Moments that a fast machine does not see. */
const moments = /^ {2}attempt \d (starting|running|stopping.*)\n|^ {2}create job .*started\n/gm;

function seen(result: CommandResult): string {
  const stderr = result.stderr
    .replaceAll(moments, '')
    .replaceAll(/(?<=run_training\.py", line )\d+/g, '<n>');
  return transcript({ ...result, stderr }, sandbox.folder);
}

const script = ['--', '--model', join(sandbox.folder, 'adder.pt')];
const counting = ['train', 'counting', ...script];

test('a job is planned, started, followed, and its result shown with what can be done next', async () => {
  expect(seen(await run(counting))).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    job:counting
    --- stderr
    ✓ package <time>

    Plan for training counting on local: attempt 1
      + upload  training code  <digest>             3.07 kB
      + create  job            counting-<digest>-1

    Starts  1 process
    Begins  anew

    2 to add, 0 to change, 0 to delete

    ✓ upload training code <digest> <time>
    ✓ create job counting-<digest>-1 <time>
      [torchrelay] node 0 of 1: 1 process of train.py
      begins at step 0
      step 1
      step 2
      step 3
      step 4
      [torchrelay] done after <time>
    ✓ counting is trained, by attempt 1 <time>

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

    Put it to work, with the sizes that it takes:
      torchrelay deploy job:counting --input 'x=FP32[-1,3,224,224]'
    Then:
      torchrelay logs counting --job
      torchrelay destroy counting --job"
  `);
});

test('the same again is not run again, and its model can be written to a file', async () => {
  const [command, folder, ...rest] = counting;
  const result = await run([command ?? '', folder ?? '', '--out', 'made/model.pt', ...rest]);
  expect(result).toMatchObject({ exitCode: 0, stdout: 'made/model.pt\n' });
  expect(result.stderr).toContain('= attempt 1 of counting is done already\n');
  expect(result.stderr).toContain(
    "  torchrelay deploy made/model.pt --name counting --input 'x=FP32[-1,3,224,224]'\n",
  );
  const written = readFileSync(join(sandbox.folder, 'made', 'model.pt'));
  expect(written.equals(readFileSync(addModel(1)))).toBe(true);
  expect(existsSync(join(sandbox.folder, 'made', 'model.pt.part'))).toBe(false);
});

test('--json prints one document', async () => {
  const { stdout, exitCode } = await run([...counting.slice(0, 2), '--json', ...script]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    name: 'counting',
    attempt: 1,
    id: expect.stringMatching(/^counting-[0-9a-f]{12}-1$/),
    started: false,
    result: {
      metrics: { accuracy: 0.8 },
      files: ['metrics.json', 'metrics.jsonl', 'model.pt'].map((path) => ({
        path,
        size: expect.any(Number),
      })),
      model: 'job:counting',
      usd: 0,
    },
    durationInMs: expect.any(Number),
  });
});

test('what a job has left can be deployed by its name, also to another target', async () => {
  const target = fileURLToPath(new URL('../../test-support/memory-target.ts', import.meta.url));
  const to = ['--target', `module:${target}`, '--trained-on', 'local'];
  const declared = ['--input=x=FP32[-1]', '--output=y=FP32[-1]'];
  const { stdout, stderr, exitCode } = await run([
    'deploy',
    'job:counting',
    ...to,
    ...declared,
    '--yes',
    '--json',
  ]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(stdout)).toMatchObject({ endpoint: { name: 'counting' }, changed: true });
});

test('a script that fails is told with its own last words', async () => {
  const result = await run(['train', 'counting', '--name=watched', '--', '--fail', 'out of luck']);
  expect(seen(result)).toMatchInlineSnapshot(`
    "exit 1
    --- stderr
    ✓ package <time>

    Plan for training watched on local: attempt 1
      + create  job  watched-<digest>-1

    Starts  1 process
    Begins  anew

    1 to add, 0 to change, 0 to delete

    ✓ create job watched-<digest>-1 <time>
      [torchrelay] node 0 of 1: 1 process of train.py
      begins at step 0
      Traceback (most recent call last):
        File "<folder>/state/local/store/objects/jobs/watched/000001/input/run_training.py", line <n>, in <module>
          run_as_rank(sys.argv[2], sys.argv[3:])
        File "<folder>/state/local/store/objects/jobs/watched/000001/input/run_training.py", line <n>, in run_as_rank
          exec(compile(Path(entry).read_bytes(), entry, "exec", dont_inherit=True), script.__dict__)
        File "train.py", line 22, in <module>
          raise ValueError(options.fail)
      ValueError: out of luck
      [torchrelay] failed with exit code 1 after <time>
    error: Attempt 1 of "watched" failed: node 0 ended with exit code 1: ValueError: out of luck.

    hint: Look at its logs, mend train.py, and train again."
  `);
  const deployed = await run(['plan', 'job:watched']);
  expect(seen(deployed)).toMatchInlineSnapshot(`
    "exit 1
    --- stderr
    error: Attempt 1 of "watched" has left no model: it is failed.

    hint: Wait for its end, or name an attempt that succeeded: job:<actor>"
  `);
});

describe('a job that takes its time', () => {
  const slow = (...more: readonly string[]): string[] => [
    'train',
    'counting',
    '--name=slow',
    ...more,
    '--',
    '--steps=200',
    '--seconds=0.5',
  ];

  test('goes on when Ctrl-C ends the waiting, and how to stop it is said', async () => {
    const result = await run(slow(), { interruptAt: /step 2/ });
    expect(result.exitCode).toBe(130);
    expect(result.stderr.slice(result.stderr.indexOf('\nStopping'))).toMatchInlineSnapshot(`
      "
      Stopping. Press Ctrl-C again to leave at once.
      error: Stopped waiting, as asked. The job slow goes on.

      hint: Run the same again to join it, or:
        torchrelay status slow --job
        torchrelay stop slow
      "
    `);
  });

  test('is joined, and left again', async () => {
    expect(seen(await run(slow('--detach')))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      job:slow
      --- stderr
      ✓ package <time>
      = attempt 1 of slow is running: joined

      Attempt 1 of slow was there already. Follow it:
        torchrelay logs slow --job --follow
        torchrelay metrics slow --job
      Stop it:
        torchrelay stop slow"
    `);
  });

  test('shows its state, its lines and its curves to whoever asks', async () => {
    const status = await run(['status', 'slow', '--job']);
    expect(seen(status)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      job      slow, attempt 1
      state    running
      target   local, as slow-<digest>-1
      runs on  1 × this-machine
      started  <date>
      took <time>
      --- stderr

      Follow it: torchrelay logs slow --job --follow
      Stop it:   torchrelay stop slow"
    `);
    const lines = await run(['logs', 'slow', '--job', '--json']);
    expect(JSON.parse(lines.stdout)).toMatchObject({
      lines: expect.arrayContaining([expect.objectContaining({ text: 'step 1' })]) as unknown,
    });
    // The runner looks for new lines of `metrics.jsonl` now and then: they come after what was printed beside them.
    await expect
      .poll(async () => JSON.parse((await run(['metrics', 'slow', '--job', '--json'])).stdout))
      .toMatchObject({
        attempt: 1,
        metrics: expect.arrayContaining([
          expect.objectContaining({ values: { step: 2, loss: 1, accuracy: 1 - 1 / 3 } }),
        ]) as unknown,
      });
    const found = await run(['metrics', 'slow', '--job', '--metric', 'at=^step (\\d+)$', '--json']);
    expect(JSON.parse(found.stdout)).toMatchObject({
      metrics: expect.arrayContaining([expect.objectContaining({ values: { at: 2 } })]) as unknown,
    });
  });

  test('is listed beside the others, each by its last attempt', async () => {
    const { stdout } = await run(['list', '--jobs']);
    expect(stdout.replaceAll(/ +$/gm, '')).toMatch(
      /^job +attempt +state +begun\n(?:counting +1 +succeeded +now\n)(?:.*\n)*slow +1 +running +now\n/,
    );
    const { jobs } = JSON.parse((await run(['list', '--jobs', '--json'])).stdout) as {
      readonly jobs: readonly unknown[];
    };
    expect(jobs).toContainEqual(
      expect.objectContaining({ name: 'slow', attempt: 1, state: 'running' }),
    );
  });

  test('is stopped by its name; what has ended is left as it is', async () => {
    expect(seen(await run(['stop', 'slow']))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Attempt 1 of slow is stopped.
      --- stderr

      The same torchrelay train again goes on from its last checkpoint.
      Forget it: torchrelay destroy slow --job"
    `);
    expect((await run(['stop', 'slow'])).stdout).toBe(
      'Attempt 1 of slow had ended before: stopped.\n',
    );
  });

  test('goes on from its checkpoint when it is trained again', async () => {
    const { stderr } = await run(slow(), { interruptAt: /begins at step [1-9]/ });
    expect(stderr).toMatch(/Begins {2}where the checkpoints of attempt 1 ended/);
    expect(stderr).toMatch(/begins at step [1-9]/);
    expect((await run(['stop', 'slow'])).stdout).toBe('Attempt 2 of slow is stopped.\n');
  });
});

test('on a terminal its numbers are drawn as they come', async () => {
  const { raw, screen, exitCode } = await runOnTerminal(
    ['train', 'counting', '--name=drawn', '--', '--steps=6', '--seconds=0.4'],
    { sandbox },
  );
  expect(exitCode).toBe(0);
  expect(raw).toMatch(/attempt 1 running {2}loss █[▁-█]+ [\d.]+, accuracy [▁-█]+ [\d.]+, step \d/);
  expect(screen).toMatch(/^loss\n2 +\| █\n/m);
  await run(['destroy', 'drawn', '--job', '--yes']);
});

test('a model that cannot be served is said to be none right after the training', async () => {
  const result = await run([
    'train',
    'counting',
    '--name=drawn',
    '--',
    '--model',
    join(sandbox.folder, 'counting', 'train.py'),
  ]);
  expect(result).toMatchObject({ exitCode: 0, stdout: 'job:drawn\n' });
  expect(result.stderr).toMatch(/^The model cannot be deployed as it is: .*model\.pt/m);
  expect(result.stderr).not.toContain('Put it to work');
  await run(['destroy', 'drawn', '--job', '--yes']);
});

test('a job is forgotten with all that it has left, when that is agreed to', async () => {
  expect(await run(['destroy', 'counting', '--job'])).toMatchObject({ exitCode: 2 });
  expect(seen(await run(['destroy', 'counting', '--job', '--yes']))).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    The job counting is gone, with its checkpoints and results."
  `);
  expect((await run(['destroy', 'counting', '--job'])).stdout).toBe(
    'There is no job counting on local: nothing to remove.\n',
  );
  expect(await run(['status', 'counting', '--job'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Nothing was trained under the name "counting"') as string,
  });
});

test.each([
  [['--stream', 'digits'], '--stream digits names no data.'],
  [['--metric', 'loss=('], '--metric loss is no regular expression'],
  [['--nodes', '0'], '--nodes expects a whole number from 1'],
  [['--max-run-time', 'long'], '--max-run-time expects a duration'],
  [['--copy-data', '--data=x=ftp://far/x'], 'Data cannot be copied from ftp://far/x'],
])('%j is refused before anything is read', async (more, message) => {
  const { stderr, exitCode } = await run(['train', 'counting', ...more]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringContaining(message) as string,
  });
});

test.each([
  [
    ['--data=images=s3://bucket/images/'],
    2,
    'which this target cannot read.',
    'have it copied: --copy-data on the command line',
  ],
  [['--policy'], 1, 'needs no permissions that could be granted', 'Leave out --policy'],
])('%j is refused by the target, with what to do instead', async (more, code, message, hint) => {
  const { stderr, exitCode } = await run(['train', 'counting', ...more]);
  expect(exitCode).toBe(code);
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
});

test('where nothing trains, it is said how to begin', async () => {
  using empty = createSandbox();
  expect(await runCommand(['list', '--jobs'], { sandbox: empty })).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: 'Nothing trains on local. Begin: torchrelay train ./train\n',
  });
});
