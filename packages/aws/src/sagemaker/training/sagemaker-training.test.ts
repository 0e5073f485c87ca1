import { inspect } from 'node:util';

import { planTraining, readAll, TorchrelayError, type TrainingResult } from '@torchrelay/core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { s3Store } from '../../store/s3-store.ts';
import { servingPython } from '../test-support/serving-python.ts';
import {
  keepSecret,
  startTrainingAccount,
  type TrainingAccount,
} from '../test-support/training-account.ts';

// Each job starts real processes; those of several nodes import PyTorch.
vi.setConfig({ testTimeout: 120_000 });

/** Does what its argument says, and leaves what it has seen. */
const script = `
import json, os, signal, sys, time
from pathlib import Path

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
checkpoint = Path(os.environ["TORCHRELAY_CHECKPOINT_DIR"]) / "begun.txt"
seen = {name: value for name, value in os.environ.items() if name in ("TOKEN", "USER_NAME", "FI_PROVIDER")}

def count():
    seen["begun"] = int(checkpoint.read_text()) if checkpoint.exists() else 0
    checkpoint.write_text(str(seen["begun"] + 1))
    print("counted", seen["begun"] + 1, flush=True)
    if seen["begun"] == 0:
        time.sleep(60)

def together():
    import torch
    import torch.distributed as distributed

    distributed.init_process_group("gloo")
    total = torch.tensor([float(distributed.get_rank() + 1)])
    distributed.all_reduce(total)
    seen["total"] = total.item()
    seen["interface"] = os.environ["GLOO_SOCKET_IFNAME"]
    distributed.destroy_process_group()

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

globals().get((sys.argv + ['nothing'])[1], lambda: None)()
(model / f"seen-{os.environ['RANK']}.json").write_text(json.dumps(seen))
`;

let account: TrainingAccount;
beforeAll(async () => {
  account = await startTrainingAccount({ script, trainingPython: servingPython() });
});
afterAll(() => account[Symbol.asyncDispose]());
afterEach(() => account.startAgain());

async function seenBy(result: TrainingResult): Promise<unknown> {
  return JSON.parse(
    new TextDecoder().decode(await readAll(await result.read('seen-0.json'))),
  ) as unknown;
}

test('spot instances that are taken away come again by themselves, and are charged with the discount', async () => {
  const changes = { accelerator: 'A100', processesPerNode: 1, spot: true };
  const run = await account.start({ args: ['count'], ...changes });
  for await (const { text } of run.logs({ follow: true })) if (text === 'counted 1') break;
  await account.aws.trouble({ interrupt: [run.id] });
  const details: string[] = [];
  const result = await run.result({
    pollInMs: 10,
    onState: ({ detail = '' }) => void details.push(detail),
  });
  expect(await seenBy(result)).toMatchObject({ begun: 1 });
  expect(result.run.attempt).toBe(1);
  expect(details.some((detail) => detail.endsWith(', after an interruption'))).toBe(true);
  const { restarts, billedSeconds = 0, usd = 0 } = await result.run.status();
  expect(restarts).toBe(1);
  const { usdPerHour: price } = run.spec.offer;
  expect(usd).toBeCloseTo((billedSeconds / 3600) * (price.known ? price.value : Number.NaN), 10);
  expect(billedSeconds).toBeGreaterThan(0);
  const { TrainingTimeInSeconds: took = 0 } = await account.native.describeTrainingJob({
    TrainingJobName: run.id,
  });
  expect(billedSeconds).toBeLessThanOrEqual(took);
});

test('nodes meet by what SageMaker says of them, and only the first one’s folder is the result', async () => {
  // Several nodes need a network that types with CPUs alone do not have.
  const changes = { accelerator: 'A100', nodes: 2, processesPerNode: 1 };
  const run = await account.start({ args: ['together'], ...changes });
  const result = await run.result({ pollInMs: 20 });
  expect(await seenBy(result)).toEqual({
    FI_PROVIDER: 'efa',
    interface: expect.stringMatching(/^lo/),
    total: 3,
  });
  expect(result.files.map(({ path }) => path)).toEqual(['seen-0.json']);
  const sources = new Set<string>();
  for await (const { source } of run.logs()) sources.add(source);
  expect([...sources].toSorted()).toEqual(['algo-1', 'algo-2']);
});

test('secrets are read where the job runs, and are nowhere else', async () => {
  const plain = await keepSecret(account.aws, 'token', 'hush-1');
  const fields = await keepSecret(account.aws, 'fields', '{"user": "hush-2", "other": "hush-3"}');
  const changes = { secrets: { TOKEN: plain, USER_NAME: `${fields}#user` } };
  const run = await account.start(changes);
  const result = await run.result({ pollInMs: 20 });
  expect(await seenBy(result)).toEqual({ TOKEN: 'hush-1', USER_NAME: 'hush-2' });
  const logs = await Array.fromAsync(run.logs());
  const job = await account.native.describeTrainingJob({ TrainingJobName: run.id });
  const again = { ...account.options, fresh: true };
  const shown = await planTraining(account.definition(changes), account.target(), again);
  const store = s3Store(account.settings);
  const objects = await Array.fromAsync(store.doList('', {}), async ({ key }) => {
    if (key.endsWith('seen-0.json')) return '';
    const found = await store.doRead(key, {});
    return found && Buffer.from(await readAll(found.source)).toString();
  });
  expect(objects).toHaveLength(5);
  for (const seen of [logs, job, shown, objects])
    expect(inspect(seen, { depth: 20, maxStringLength: null })).not.toContain('hush-');
});

test.each([
  [
    'does not exist',
    async () => 'arn:aws:secretsmanager:us-east-1:123456789012:secret:none',
    /Cannot read the secret TOKEN \(arn:.*:secret:none\): .*ResourceNotFoundException.*secretsmanager:GetSecretValue/,
  ],
  [
    'has no such key',
    () => keepSecret(account.aws, 'odd', '{"a": "hush"}').then((arn) => `${arn}#b`),
    /secret TOKEN \(arn:.*\) is no JSON object with a 'b'/,
  ],
])(
  'a secret that %s fails the job in one sentence, and does not tell it',
  async (_, reference, says) => {
    const run = await account.start({ secrets: { TOKEN: await reference() } });
    const failure = await run.result({ pollInMs: 20 }).then(() => undefined, String);
    expect(failure).toMatch(says);
    expect(failure).not.toContain('hush');
  },
);

test('a script that was killed has its last line told, and what that means', async () => {
  const run = await account.start({ args: ['killed'] });
  await expect(run.result({ pollInMs: 20 })).rejects.toSatisfy((error) => {
    expect(TorchrelayError.isInstance(error) && error.code).toMatch(
      /TRAINING_FAILED|OUT_OF_MEMORY/,
    );
    expect(String(error)).toMatch(/AlgorithmError: , exit code: \d+: .+/);
    return true;
  });
});
