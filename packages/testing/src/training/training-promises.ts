import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { join } from 'node:path';

import { planTraining, TorchrelayError, trainingRun } from '@torchrelay/core';

import type { TargetPromise } from '../promises/target-promise.ts';
import {
  jobName,
  seenBy,
  textOf,
  trainingAccount,
  type TrainingAccount,
  untilStep,
  write,
} from './training-account.ts';
import type { TrainingSubject } from './training-subject.ts';

const oddArguments = ['a b', '"quoted"', "it's", ';', '$(date)', '`date`', 'é✓', '', '--', '\\n'];
/** Slow enough to be met while it runs. */
const slow = ['--steps', '4', '--seconds', '0.5'];

/** What every target that trains promises, with the run that shows it. Needs real Python and PyTorch behind it. */
export function trainingPromises(subject: TrainingSubject): readonly TargetPromise[] {
  const promise = (
    name: string,
    run: (account: TrainingAccount) => Promise<void>,
  ): TargetPromise => ({
    name,
    async run() {
      const before = await subject.audit();
      {
        await using account = trainingAccount(subject);
        await run(account);
      }
      deepEqual(await subject.audit(), before, 'nothing is left');
    },
  });
  const { interrupt } = subject;
  return [
    promise(
      'a job gets code, arguments byte for byte, data and settings; its result comes back',
      whole,
    ),
    promise('the same job again is not run again; a changed one is another attempt', (account) =>
      again(account, subject),
    ),
    promise('a job that fails says its own last words, and can be tried again', failing),
    promise('a job that is stopped goes on from its checkpoint when it is trained again', stopped),
    promise('a job is found by its name, also while it runs, and joined', (account) =>
      joined(account, subject),
    ),
    ...(interrupt === undefined
      ? []
      : [
          promise('a job whose nodes are taken away goes on by itself', (account) =>
            interrupted(account, interrupt),
          ),
        ]),
  ];
}

async function whole({ folder, start, finish }: TrainingAccount): Promise<void> {
  write(join(folder, 'code', '.gitignore'), '*.secret\n');
  write(join(folder, 'code', 'own.secret'), 'never sent');
  write(join(folder, 'data', 'sub', 'numbers.txt'), '1 2 3');
  const run = await start({
    args: [...oddArguments, 'x'.repeat(100_000)],
    data: { numbers: join(folder, 'data') },
    environment: { SETTING: 'on "and" off' },
    processesPerNode: 2,
  });
  const result = await finish(run);
  const seen = await seenBy(result);
  deepEqual(seen.arguments, [...oddArguments, 'x'.repeat(100_000)]);
  deepEqual(seen.data, { TORCHRELAY_DATA_NUMBERS: { 'sub/numbers.txt': '1 2 3' } });
  deepEqual([seen.world, seen.setting, seen.code], [2, 'on "and" off', ['.gitignore', 'train.py']]);
  deepEqual(result.metrics, { steps: 2 });
  const losses: (number | undefined)[] = [];
  for await (const { values } of run.metrics()) losses.push(values['loss']);
  deepEqual(losses, [1, 0.5]);
  match(await textOf(run), /\[rank 1\] begins at/);
  equal((await run.status()).state, 'succeeded');
}

async function again(
  { start, finish, definition, options }: TrainingAccount,
  subject: TrainingSubject,
): Promise<void> {
  const run = await start();
  await finish(run);
  const same = await start();
  equal(same.id, run.id);
  deepEqual((await finish(same)).metrics, { steps: 2 });
  const target = subject.createTarget();
  equal(await planTraining(definition(), target, options), undefined);
  equal((await planTraining(definition({ args: ['--steps', '3'] }), target, options))?.attempt, 2);
  const fresh = await planTraining(definition(), target, { ...options, fresh: true });
  deepEqual([fresh?.attempt, fresh?.resumes], [2, undefined]);
}

async function failing({ start, finish, definition }: TrainingAccount): Promise<void> {
  const changes = { args: ['--fail', 'no such luck'] };
  const run = await start(changes);
  await rejects(finish(run), (error: unknown) => {
    equal(TorchrelayError.isInstance(error) && error.code, 'TRAINING_FAILED');
    match(String(error), /ValueError: no such luck/);
    return true;
  });
  const next = await start(changes);
  deepEqual([next.attempt, next.name], [2, definition().name]);
  await rejects(finish(next));
}

async function stopped({ start, finish }: TrainingAccount): Promise<void> {
  const run = await start({ args: slow });
  await untilStep(run, 1);
  await run.stop();
  equal((await run.status()).state, 'stopped');
  const next = await start({ args: slow });
  equal(next.attempt, 2);
  const seen = await seenBy(await finish(next));
  equal(seen.begun >= 1, true, `it began at ${seen.begun}`);
}

async function joined(
  { start, finish, options }: TrainingAccount,
  subject: TrainingSubject,
): Promise<void> {
  const [one, two] = await Promise.all([start({ args: slow }), start({ args: slow })]);
  equal(one.id, two.id);
  const found = await trainingRun(jobName, subject.createTarget(), options);
  equal(found.id, one.id);
  equal((await finish(found)).run.attempt, 1);
}

async function interrupted(
  { start, finish }: TrainingAccount,
  interrupt: NonNullable<TrainingSubject['interrupt']>,
): Promise<void> {
  const run = await start({ args: slow });
  await untilStep(run, 1);
  await interrupt(run);
  const result = await finish(run);
  deepEqual(result.metrics, { steps: 4 });
  const { begun } = await seenBy(result);
  equal(begun >= 1, true, `it began at ${begun}`);
}
