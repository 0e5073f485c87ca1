import { expect, test } from 'vitest';

import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import { textSource } from '../../store/sources.ts';
import { failureOf } from '../../test-support/failure-of.ts';
import { testRuntime } from '../../test-support/test-runtime.ts';
import { type TestStore, testStore } from '../../test-support/test-store.ts';
import {
  codeFolder,
  type TestTraining,
  testTraining,
  trainingTarget,
} from '../../test-support/test-training.ts';
import { forgetTraining } from '../forget-training.ts';
import type { JobDefinition } from '../job-definition.ts';
import { trainingProvenance } from '../job-provenance.ts';
import { planTraining, train } from '../train.ts';
import type { TrainingRun } from '../training-run.ts';
import type { RemoteFolder } from './remote-folder.ts';

const runtime = testRuntime();

/** Another cloud's bucket with two files, and a cloud that cannot read it. */
interface Clouds {
  readonly bucket: TestStore;
  readonly cloud: TestTraining;
  readonly definition: JobDefinition;
  readonly start: () => Promise<TrainingRun>;
  /** What has arrived, without the digest: `content/a`. */
  readonly copied: () => readonly string[];
}

async function clouds(files: Readonly<Record<string, string>> = { a: '1', 'sub/b': '22' }) {
  const [bucket, cloud] = [testStore(), testTraining()];
  for (const [path, text] of Object.entries(files)) await put(bucket, path, text);
  await bucket.doWrite('images-of-others/c', textSource('3'), {}, {});
  const images: RemoteFolder = { uri: 'far://bucket/images/', store: bucket, prefix: 'images/' };
  const definition = { name: 'digits', source: codeFolder(), entry: 'train.py', data: { images } };
  const found: Clouds = {
    bucket,
    cloud,
    definition,
    start: async () => train(definition, trainingTarget(cloud), { runtime }),
    copied: () =>
      [...cloud.store.objects.keys()]
        .flatMap((key) => /^data\/[0-9a-f]{64}\/(.*)/.exec(key)?.[1] ?? [])
        .toSorted(),
  };
  return found;
}

function put(bucket: TestStore, path: string, text: string): Promise<unknown> {
  return bucket.doWrite(`images/${path}`, textSource(text), {}, {});
}

const writesOf = ({ store }: TestTraining): readonly string[] =>
  store.requests.filter((request) => request.startsWith('doWrite data/'));

test('data of another cloud are copied to the store of the target, as the script is to find them', async () => {
  const { cloud, start, copied } = await clouds();
  const { spec } = await start();
  expect(copied()).toEqual(['content/a', 'content/sub/b', 'data.json']);
  const from = spec.data['images'];
  expect(from).toMatchObject({ kind: 'store', mode: 'copy' });
  const prefix = from?.kind === 'store' ? from.prefix : '';
  expect(cloud.store.text(`${prefix}sub/b`)).toBe('22');
});

test('they are copied once: while nothing has changed there, it is the same job', async () => {
  const { cloud, start } = await clouds();
  const first = await start();
  const again = await start();
  expect([again.id, writesOf(cloud)]).toEqual([first.id, expect.objectContaining({ length: 3 })]);
});

test('what was written anew there makes another job, with another copy', async () => {
  const { bucket, start, copied } = await clouds();
  const first = await start();
  await put(bucket, 'a', '1');
  const later = await start();
  expect(later.spec.digest).not.toBe(first.spec.digest);
  expect(copied()).toHaveLength(6);
});

test('a copy that was cut off goes on with the files that are missing', async () => {
  const { cloud, start } = await clouds();
  cloud.store.before = (request) => {
    if (request.endsWith('/content/sub/b'))
      throw new TorchrelayError({ code: 'KILLED', message: 'killed' });
  };
  expect((await failureOf(start())).code).toBe('KILLED');
  cloud.store.before = () => {};
  cloud.store.requests.length = 0;
  await start();
  expect(writesOf(cloud).map((request) => request.split('/').slice(2).join('/'))).toEqual([
    'content/sub/b',
    'data.json',
  ]);
});

test('a file that is written anew while it is copied ends the copy, with what to do', async () => {
  const { bucket, start, cloud } = await clouds();
  bucket.before = async (request) => {
    if (request !== 'doRead images/a') return;
    bucket.before = () => {};
    await put(bucket, 'a', 'new');
  };
  expect(await failureOf(start())).toMatchObject({
    code: 'JOB_DATA_CHANGED',
    message: 'a of far://bucket/images/ is not what it was when the copy began.',
  });
  expect(cloud.started).toEqual([]);
  await start();
  expect(cloud.started).toHaveLength(1);
});

test.each<[what: string, files: Readonly<Record<string, string>>, message: string]>([
  ['no files', {}, 'There is nothing at far://bucket/images/.'],
  ['no files but a folder of a console', { '': '' }, 'There is nothing at far://bucket/images/.'],
  ['a name that not every store keeps', { 'ä b': '' }, 'far://bucket/images/ has a file ä b'],
])('a folder with %s is refused', async (_, files, message) => {
  const { start } = await clouds(files);
  expect(await failureOf(start())).toMatchObject({
    code: 'JOB_DATA_INVALID',
    message: expect.stringContaining(message) as string,
  });
});

test('the copy goes with the last job that names it, and what was copied stays where it came from', async () => {
  const { bucket, cloud, definition, start, copied } = await clouds();
  const before = [...bucket.objects.keys()];
  await start();
  await forgetTraining(definition.name, trainingTarget(cloud), { runtime });
  expect(copied()).toEqual([]);
  expect([...bucket.objects.keys()]).toEqual(before);
});

test('the plan says from where how much is copied', async () => {
  const { cloud, definition } = await clouds();
  const plan = await planTraining(definition, trainingTarget(cloud), { runtime });
  expect(plan?.steps.find(({ kind }) => kind === 'training data')?.changes).toEqual([
    { path: 'size', after: 3 },
    { path: 'copiedFrom', after: 'far://bucket/images/' },
  ]);
});

test('how they are brought to the script can be said, and the release knows them by what they were', async () => {
  const { cloud, definition } = await clouds();
  const { images } = definition.data as { readonly images: RemoteFolder };
  const data = { images: { from: images, mode: 'stream' } } as const;
  const run = await train({ ...definition, data }, trainingTarget(cloud), { runtime });
  expect(run.spec.data['images']).toMatchObject({ kind: 'store', mode: 'stream' });
  const { data: kept } = trainingProvenance(await run.result()).job;
  expect(kept).toEqual({ images: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
});
