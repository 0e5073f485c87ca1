import { inspect } from 'node:util';

import { planTraining, readAll, TorchrelayError, type TrainingResult } from '@torchrelay/core';
import { startFaultProxy } from '@torchrelay/stand-ins';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { servingPython } from '../test-support/serving-python.ts';
import { testSettings } from '../test-support/test-settings.ts';
import { startTrainingAccount, type TrainingAccount } from '../test-support/training-account.ts';

// Each job starts real processes; those of several nodes import PyTorch.
vi.setConfig({ testTimeout: 120_000 });

/** Does what its argument says, and leaves what it has seen. */
const script = `
import json, os, signal, sys, time
from pathlib import Path

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
checkpoint = Path(os.environ["TORCHRELAY_CHECKPOINT_DIR"]) / "begun.txt"
seen = {name: value for name, value in os.environ.items() if name in ("TOKEN", "USER_NAME", "NCCL_SOCKET_IFNAME")}

def count():
    seen["begun"] = int(checkpoint.read_text()) if checkpoint.exists() else 0
    checkpoint.write_text(str(seen["begun"] + 1))
    print("counted", seen["begun"] + 1, flush=True)
    if seen["begun"] == 0:
        time.sleep(60)

def together():
    seen["world"] = os.environ["WORLD_SIZE"]
    print("on rank", os.environ["RANK"], flush=True)

def odd():
    sys.stdout.flush()
    os.write(1, "Größe\\n".encode("latin-1"))
    print("after", flush=True)
    (model / "model.pt").write_bytes(b"weights")

def waiting():
    time.sleep(60)

def killed():
    print("nearly", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

def data():
    seen["files"] = sorted(path.name for path in Path(os.environ["TORCHRELAY_DATA_FAR"]).iterdir())

globals().get((sys.argv + ['nothing'])[1], lambda: None)()
(model / f"seen-{os.environ['RANK']}.json").write_text(json.dumps(seen))
`;

let account: TrainingAccount;
beforeAll(async () => {
  account = await startTrainingAccount({ script, trainingPython: servingPython() });
});
afterAll(() => account[Symbol.asyncDispose]());
afterEach(async () => {
  const none = { quota: new Map(), exhausted: new Set<string>(), imageBuildFails: false };
  account.azure.trouble({ ...none, denied: [], jobFails: new Map() });
  await account.startAgain();
  const left = [...account.azure.resources(), ...(await account.azure.blobs())];
  if (left.length > 0) throw new Error(`There is left: ${left.join(', ')}`);
});

const soon = { pollInMs: 100 };

async function seenBy(result: TrainingResult): Promise<unknown> {
  const bytes = await readAll(await result.read('seen-0.json'));
  return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
}

async function failureOf(failing: Promise<unknown>): Promise<TorchrelayError> {
  const failure = await failing.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (TorchrelayError.isInstance(failure)) return failure;
  throw new Error(`It did not fail as it should: ${String(failure)}`);
}

test('spot machines that are taken away come again by themselves, and the job goes on', async () => {
  const run = await account.start({ args: ['count'], spot: true });
  const texts: string[] = [];
  const followed = (async () => {
    for await (const { text } of run.logs({ follow: true })) texts.push(text);
  })();
  // A mounted folder is written to a moment later.
  await vi.waitFor(async () => {
    const blobs = await account.azure.blobs();
    expect(blobs.some((name) => name.endsWith('checkpoints/begun.txt'))).toBe(true);
  }, 20_000);
  account.azure.interruptJob(run.id);
  const result = await run.result(soon);
  expect(await seenBy(result)).toMatchObject({ begun: 1 });
  expect(result.run.attempt).toBe(1);
  await followed;
  // Azure ML may write the log anew: nothing of it is cut, or told twice.
  expect(texts.filter((text) => !text.startsWith('[torchrelay]'))).toEqual([
    'counted 1',
    'counted 2',
  ]);
  expect(account.azure.job(run.id)?.written.queueSettings).toEqual({ jobTier: 'Spot' });
});

test('nodes meet by what Azure ML says of them, and only the first one’s folder is the result', async () => {
  const run = await account.start({
    args: ['together'],
    accelerator: 'A100',
    nodes: 2,
    gpusPerNode: 8,
    processesPerNode: 1,
  });
  const texts: string[] = [];
  for await (const { source, text } of run.logs({ follow: true }))
    if (text.includes('on rank')) texts.push(`${source}: ${text}`);
  expect(texts.toSorted()).toEqual(['node-0: [rank 0] on rank 0', 'node-1: [rank 1] on rank 1']);
  const result = await run.result(soon);
  expect(await seenBy(result)).toEqual({ NCCL_SOCKET_IFNAME: 'eth0', world: '2' });
  expect(result.files.map(({ path }) => path)).toEqual(['seen-0.json']);
});

test('secrets are read where the job runs, as its identity, and are nowhere else', async () => {
  account.azure.keepSecret('token', 'hush-1');
  account.azure.keepSecret('fields', '{"user": "hush-2", "other": "hush-3"}');
  const vault = 'https://mine.vault.azure.net/secrets';
  const changes = { secrets: { TOKEN: `${vault}/token`, USER_NAME: `${vault}/fields#user` } };
  const run = await account.start(changes);
  const result = await run.result(soon);
  expect(await seenBy(result)).toEqual({ TOKEN: 'hush-1', USER_NAME: 'hush-2' });
  const { written } = account.azure.job(run.id) ?? {};
  expect(written?.identity).toEqual({ identityType: 'Managed' });
  const again = { ...account.options, fresh: true };
  const shown = await planTraining(account.definition(changes), account.target(), again);
  const { store } = account.target();
  const objects = await Array.fromAsync(store.doList('', {}), async ({ key }) => {
    if (key.endsWith('seen-0.json')) return '';
    const found = await store.doRead(key, {});
    return found && Buffer.from(await readAll(found.source)).toString();
  });
  expect(objects.length).toBeGreaterThan(3);
  for (const seen of [await Array.fromAsync(run.logs()), written, shown, objects])
    expect(inspect(seen, { depth: 20, maxStringLength: null })).not.toContain('hush-');
});

test.each([
  [
    'is not there',
    'none',
    /Cannot read the secret TOKEN \(https:.*\/none\): HTTP Error 404.*Key Vault Secrets User/,
  ],
  ['has no such key', 'odd#b', /The secret TOKEN \(.*\/odd\) is no JSON object with a 'b'/],
])('a secret that %s fails the job in one sentence, and is not told', async (_, name, says) => {
  account.azure.keepSecret('odd', '{"a": "hush"}');
  const reference = `https://mine.vault.azure.net/secrets/${name}`;
  const run = await account.start({ secrets: { TOKEN: reference } });
  const failure = await failureOf(run.result(soon));
  expect(failure.message).toMatch(says);
  expect(String(failure)).not.toContain('hush');
});

test('a script that was killed has its last line told, and what that means', async () => {
  const run = await account.start({ args: ['killed'] });
  const failure = await failureOf(run.result(soon));
  expect(failure).toMatchObject({ code: 'OUT_OF_MEMORY' });
  expect(failure.message).toContain('its script ended with exit code 247, after: nearly');
});

test('the result is a version of a model that says its job; odd bytes in the log do not disturb what follows', async () => {
  const run = await account.start({ args: ['odd'] });
  const texts: string[] = [];
  for await (const { text } of run.logs({ follow: true })) texts.push(text);
  expect(texts.filter((text) => /^Gr|^after$/.test(text))).toEqual(['Gr\uFFFD\uFFFDe', 'after']);
  expect((await Array.fromAsync(run.logs({ tail: 1 })))[0]?.text).toMatch(/done after/);
  await run.result(soon);
  await run.result(soon);
  const version = run.id.slice('demo-'.length);
  expect(account.azure.resources()).toEqual([`job ${run.id}`, `model trained-demo:${version}`]);
});

test('data come from wherever Azure ML reads, and what is not there fails the job', async () => {
  const { azure } = account;
  const address = `azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/workspaceblobstore/paths/far/`;
  const missing = await account.start({ data: { far: address } });
  expect(await failureOf(missing.result(soon))).toMatchObject({ code: 'DATA_NOT_READABLE' });
  await azure.writeBlob('far/a.txt', 'a');
  const data = { far: { from: address, mode: 'stream' as const } };
  const result = await (await account.start({ args: ['data'], data })).result(soon);
  await azure.removeBlob('far/a.txt');
  expect(await seenBy(result)).toEqual({ files: ['a.txt'] });
  expect(azure.job(result.run.id)?.written.inputs?.['data_far']).toMatchObject({
    mode: 'ReadOnlyMount',
    uri: address,
  });
});

test('what fails before the script is told by kind', async () => {
  const { azure } = account;
  const failing = async (): Promise<string> =>
    (await failureOf((await account.start()).result(soon))).code;
  azure.trouble({ quota: new Map([['Standard_DS3_v2', 2]]) });
  expect(await failing()).toBe('QUOTA_EXCEEDED');
  azure.trouble({ quota: new Map(), imageBuildFails: true });
  expect(await failing()).toBe('IMAGE_BUILD_FAILED');
  azure.trouble({
    imageBuildFails: false,
    jobFails: new Map([['demo', 'AllocationFailed: no machines are left.']]),
  });
  expect(await failing()).toBe('NO_CAPACITY');
});

test('a job that waits for its nodes says so, and can be stopped; its limit ends one that runs', async () => {
  const { azure } = account;
  azure.trouble({ exhausted: new Set(['Standard_DS3_v2']) });
  const waiting = await account.start({ args: ['waiting'] });
  await vi.waitFor(async () => {
    const { state, detail } = await waiting.status();
    expect([state, detail]).toEqual(['queued', 'it waits for its nodes']);
  }, 20_000);
  await waiting.stop();
  expect(await waiting.status()).toMatchObject({ state: 'stopped', detail: 'it was asked to' });
  azure.trouble({ exhausted: new Set() });
  const long = await account.start({ args: ['waiting'], maxRunTimeInMs: 2000 });
  const failure = await failureOf(long.result(soon));
  expect(failure).toMatchObject({ code: 'TRAINING_STOPPED' });
  expect(failure.message).toContain('it ran for all of its 2 s');
});

test('a cluster is made for the job where asked, used again, and removed with it', async () => {
  const identity =
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i';
  const training = { compute: 'demo-cluster', makeCompute: true, identity };
  const own = { training };
  const run = await account.start({ nodes: 1, spot: true }, own);
  const result = await run.result(soon);
  expect(account.azure.job(run.id)?.written.computeId).toMatch(/\/computes\/demo-cluster$/);
  expect(account.azure.compute('demo-cluster')?.written).toMatchObject({
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
    properties: {
      computeType: 'AmlCompute',
      properties: {
        vmSize: 'Standard_DS3_v2',
        vmPriority: 'LowPriority',
        scaleSettings: {
          minNodeCount: 0,
          maxNodeCount: 1,
          nodeIdleTimeBeforeScaleDown: 'PT120S',
        },
      },
    },
  });
  const again = await account.start({ args: ['other'], spot: true }, own);
  await again.result(soon);
  expect(account.azure.resources()).toContain('compute demo-cluster');
  const dedicated = await failureOf(account.start({ args: ['more'] }, own));
  expect(dedicated.message).toContain('1 × Standard_DS3_v2 (LowPriority) for an earlier attempt');
  // Used as it is, by another: its type is what is on offer, and it is not removed.
  const used = { training: { compute: 'demo-cluster' } };
  const plan = await planTraining(
    account.definition({ name: 'other' }),
    account.target(used),
    account.options,
  );
  expect(plan?.choice.ladder).toEqual([]);
  expect(plan?.want.offer.instanceType).toBe('Standard_DS3_v2');
  const missing = { training: { compute: 'nowhere' } };
  expect(await failureOf(account.start({ args: ['x'] }, missing))).toMatchObject({
    code: 'COMPUTE_MISSING',
  });
  await account.startAgain(own);
  await vi.waitFor(() => expect(account.azure.resources()).toEqual([]), 20_000);
  expect(result.run.attempt).toBe(1);
});

test('an image of one’s own is made known before; jobs of others are neither listed nor taken', async () => {
  const { azure } = account;
  const run = await account.start({ image: 'mine.azurecr.io/train:1' });
  await run.result(soon);
  expect(azure.environments().map(({ properties }) => properties['image'])).toContain(
    'mine.azurecr.io/train:1',
  );
  const target = account.target();
  const listed = await Array.fromAsync(target.training?.doList({}) ?? [], ({ id, state }) => [
    id,
    state,
  ]);
  expect(listed).toEqual([[run.id, 'succeeded']]);
  const [step] = target.training?.plan({ ...run.spec, digest: 'sha256:other' }, undefined) ?? [];
  const start = target.training?.plan({ ...run.spec, digest: 'sha256:other' }, undefined).at(-1);
  expect(step?.kind).toBe('environment');
  if (start === undefined) throw new Error('There is no step.');
  const inputs = start.inputs as Parameters<
    NonNullable<typeof target.training>['doStep']
  >[1]['inputs'];
  const taken = target.training?.doStep(start, { inputs }) ?? Promise.resolve();
  expect(await failureOf(taken)).toMatchObject({ code: 'NAME_TAKEN' });
});

test('a job whose acceptance was never heard is not taken for somebody else’s', async () => {
  await using manager = await startFaultProxy(account.azure.url);
  let puts = 0;
  manager.fault = ({ method, url }) =>
    method === 'PUT' && url.includes('/jobs/') && (puts += 1) === 1 ? 'cut-after' : undefined;
  const { cloud } = testSettings({ ...account.azure, url: manager.url });
  const run = await account.start({}, { ...(cloud !== undefined && { cloud }) });
  expect(await run.status()).toMatchObject({ id: run.id });
  expect(puts).toBe(2);
  expect(account.azure.resources().filter((line) => line.startsWith('job '))).toHaveLength(1);
});

test('whoever may not start jobs, make clusters or read run history is told what to allow', async () => {
  account.azure.trouble({ denied: ['jobs/write', 'computes/write'] });
  const training = { compute: 'demo-cluster', makeCompute: true };
  expect((await failureOf(account.start({}, { training }))).hint).toContain(
    'computes/write to whoever is signed in (az account show); the role "AzureML Compute Operator"',
  );
  expect((await failureOf(account.start())).hint).toContain('"AzureML Data Scientist"');
  account.azure.trouble({ denied: [] });
  const run = await account.start();
  await run.result(soon);
  account.azure.trouble({ denied: ['experiments/runs/read'] });
  expect(await failureOf(run.status())).toMatchObject({
    code: 'ACCESS_DENIED',
    hint: expect.stringContaining(
      'Microsoft.MachineLearningServices/workspaces/experiments/runs/read',
    ),
  });
});
