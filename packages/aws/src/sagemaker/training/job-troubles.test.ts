import {
  forgetTraining,
  planTraining,
  policyOf,
  type RelayEvent,
  train,
  trainingRun,
  type TrainingRun,
} from '@torchrelay/core';
import type { Need } from '@torchrelay/core/target';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { iamClient } from '../role/iam-request.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { sagemaker } from '../sagemaker.ts';
import {
  startTrainingAccount,
  trainingName as name,
  type TrainingAccount,
} from '../test-support/training-account.ts';

// Nothing runs here: jobs last until they are stopped, or SageMaker gives them up.
let account: TrainingAccount;
beforeAll(async () => {
  account = await startTrainingAccount({ script: '' });
});
afterAll(() => account[Symbol.asyncDispose]());
afterEach(() => account.startAgain());

async function until(run: TrainingRun, state: string): Promise<string | undefined> {
  for (;;) {
    const { state: now, detail } = await run.status();
    if (now === state) return detail;
    if (['failed', 'stopped', 'succeeded'].includes(now)) throw new Error(`it ${now}: ${detail}`);
  }
}

/** Types with one GPU each, of which several will do. */
const small = {
  accelerator: 'A10G',
  excludes: ['ml.g5.12xlarge', 'ml.g5.24xlarge', 'ml.g5.48xlarge'],
};

describe('a job', () => {
  test('is what SageMaker takes, with everything that can be said of one', async () => {
    const given: SagemakerSettings = {
      vpc: { subnets: ['subnet-1a'], securityGroupIds: ['sg-1a'] },
      kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      networkIsolation: true,
      tags: { team: 'vision' },
      training: { keepAliveInMs: 600_000, volumeSizeInGB: 200, encryptTraffic: true },
    };
    const providerOptions = { RetryStrategy: { MaximumRetryAttempts: 2 } };
    const run = await account.start(
      { environment: { A: 'x'.repeat(5000) }, providerOptions },
      given,
    );
    await until(run, 'running');
    const found = await account.native.describeTrainingJob({ TrainingJobName: run.id });
    expect(found).toMatchObject({
      VpcConfig: { Subnets: ['subnet-1a'], SecurityGroupIds: ['sg-1a'] },
      EnableNetworkIsolation: true,
      EnableInterContainerTrafficEncryption: true,
      RetryStrategy: { MaximumRetryAttempts: 2 },
      ResourceConfig: { KeepAlivePeriodInSeconds: 600, VolumeSizeInGB: 200 },
    });
    // The job's own variables are in job.json: SageMaker takes 512 characters of one.
    expect(found.Environment).toBeUndefined();
    await run.stop();
    expect((await run.status()).native).toMatchObject({ warmPool: 'Available' });
    // Instances that are kept would keep the job's name: they are given back.
    await forgetTraining(name, account.target(given), account.options);
    expect(await account.aws.resources()).toEqual([]);
  });

  test('that is stopped says so, and following its log ends', async () => {
    const run = await account.start();
    await until(run, 'running');
    const following = Array.fromAsync(run.logs({ follow: true }));
    await run.stop();
    expect(await until(run, 'stopped')).toBe('it was asked to');
    expect(await following).toEqual([]);
    // A second time nothing is asked.
    await run.stop();
  });

  test('that ran for all of its time is stopped', async () => {
    const run = await account.start({ maxRunTimeInMs: 1000 });
    await expect(run.result({ pollInMs: 20 })).rejects.toMatchObject({
      code: 'TRAINING_STOPPED',
      message: `Attempt 1 of "${name}" was stopped: it ran for all of its 1 s.`,
    });
  });

  test('is listed if it is ours, whatever others are called', async () => {
    const run = await account.start();
    const [ours] = await Array.fromAsync(account.target().training?.doList({}) ?? []);
    expect(ours).toMatchObject({ id: run.id, state: expect.stringMatching(/starting|running/) });
    const { TrainingJobArn: arn, ...found } = await account.native.describeTrainingJob({
      TrainingJobName: run.id,
    });
    const foreign = { TrainingJobName: `theirs-${'a'.repeat(12)}-1` };
    const { AlgorithmSpecification, ResourceConfig, OutputDataConfig, StoppingCondition } = found;
    const common = { AlgorithmSpecification, ResourceConfig, OutputDataConfig, StoppingCondition };
    const RoleArn = account.aws.role;
    await account.native.createTrainingJob({ ...foreign, ...common, RoleArn });
    const listed = await Array.fromAsync(account.target().training?.doList({}) ?? []);
    expect(listed.map(({ id }) => id)).toEqual([run.id]);
    expect(arn).toContain(run.id);
    await account.native.stopTrainingJob(foreign);
    await vi.waitFor(() => account.native.deleteTrainingJob(foreign));
  });
});

describe('a type that is not to be had', () => {
  test('is replaced by SageMaker where it may choose, and status says by which', async () => {
    const plan = await planTraining(account.definition(small), account.target(), account.options);
    const [first = ''] = [plan?.want.offer.instanceType];
    await account.aws.trouble({ exhaust: [first] });
    const run = await account.start(small, { instancePools: true });
    const detail = await until(run, 'running');
    const { native } = await run.status();
    expect(native).toMatchObject({ instanceType: expect.stringMatching(/^ml\./) });
    expect(native).not.toMatchObject({ instanceType: first });
    expect(detail).toMatch(/^Training image download completed\. Training in progress, on ml\./);
  });

  test('ends the job where it may not, with what to do', async () => {
    const { training } = account.target();
    const need: Need = { purpose: 'training', accelerator: 'cpu', memoryBytes: 0, nodes: 1 };
    const types = (await training?.doOffers(need, {}))?.map(({ instanceType }) => instanceType);
    await account.aws.trouble({ exhaust: types ?? [] });
    const run = await account.start();
    expect(await until(run, 'queued')).toBe('Training job waiting for capacity');
    await expect(run.result({ pollInMs: 20 })).rejects.toMatchObject({
      code: 'NO_CAPACITY',
      hint: expect.stringContaining('instancePools'),
    });
  });

  test('by quota is followed by the next, under the same number and the same consent', async () => {
    const plan = await planTraining(account.definition(small), account.target(), account.options);
    const [first, second] = [plan?.want.offer, plan?.choice.ladder[0]];
    await account.aws.trouble({ quota: { [first?.instanceType ?? '']: 0 } });
    const events: RelayEvent[] = [];
    let consents = 0;
    const run = await train(account.definition(small), account.target(), {
      ...account.options,
      confirm: () => (consents += 1) > 0,
      onEvent: (event) => void events.push(event),
    });
    expect([run.attempt, run.spec.offer.id, consents]).toEqual([1, second?.id, 1]);
    expect(events.find(({ type }) => type === 'offer-fail')).toMatchObject({
      offer: first?.id,
      reason: expect.stringContaining('for training job usage'),
      next: second?.id,
    });
    await account.aws.trouble({ quota: { [first?.instanceType ?? '']: 100 } });
  });

  test('by quota is refused where no other is acceptable, and leaves nothing behind', async () => {
    const { role: _, ...settings } = account.settings;
    const target = sagemaker(settings);
    const only = { accelerator: 'A100-80GB', spot: true };
    await account.aws.trouble({ quota: { 'ml.p4de.24xlarge': 0 } });
    const starting = train(account.definition(only), target, account.options);
    await expect(starting).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining(
        "'ml.p4de.24xlarge for spot training job usage' is 0 Instances",
      ),
    });
    await expect(trainingRun(name, account.target(), account.options)).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    });
    expect(await account.aws.resources()).toEqual([]);
    await account.aws.trouble({ quota: { 'ml.p4de.24xlarge': 100 } });
  });
});

describe('what SageMaker may not do', () => {
  test('with data is said, with the prefix', async () => {
    const data = { images: 's3://nobody/images/' };
    await expect(account.start({ data })).rejects.toMatchObject({
      code: 'DATA_NOT_READABLE',
      message: expect.stringContaining('s3://nobody/images/'),
      hint: expect.stringContaining('s3:ListBucket'),
    });
  });

  test('as a role that is not there is said', async () => {
    const role = `arn:aws:iam::${account.aws.accountId}:role/none`;
    await expect(account.start({}, { role })).rejects.toMatchObject({ code: 'ROLE_MISSING' });
  });

  test('with an image is said when the job has failed', async () => {
    const reason = 'ClientError: Cannot pull the image own:1: repository does not exist';
    await account.aws.trouble({ fail: { [name]: reason } });
    const run = await account.start({ image: 'own:1' });
    await expect(run.result({ pollInMs: 20 })).rejects.toMatchObject({
      code: 'IMAGE_NOT_READABLE',
      message: `Attempt 1 of "${name}" failed: ${reason}.`,
    });
  });
});

describe('a role that is given', () => {
  const mayRead = 'arn:aws:s3:::torchrelay-123456789012-us-east-1/code/*';

  test.each([
    ['nothing', undefined, 'may not read what jobs need: it lacks s3:GetObject on ' + mayRead],
    [
      'code alone',
      mayRead,
      'it lacks s3:GetObject on arn:aws:s3:::torchrelay-123456789012-us-east-1/jobs/demo/*',
    ],
  ])('and may read %s is refused before anything is sent', async (_, Resource, message) => {
    const iam = await iamClient(account.settings)();
    const RoleName = 'reads-little';
    const { Role: given } = await iam.getRole({ RoleName: 'torchrelay-execution' });
    const AssumeRolePolicyDocument = decodeURIComponent(given?.AssumeRolePolicyDocument ?? '');
    const { Role: made } = await iam.createRole({ RoleName, AssumeRolePolicyDocument });
    if (Resource !== undefined) {
      const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.putRolePolicy({ RoleName, PolicyName: 'reading', PolicyDocument });
    }
    const started = account.start({}, { role: made?.Arn ?? '' });
    await expect(started).rejects.toMatchObject({
      code: 'DATA_NOT_READABLE',
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining('Without a role, torchrelay makes one.') as string,
    });
    expect(await account.aws.resources()).toEqual([]);
    const PolicyName = 'reading';
    if (Resource !== undefined) await iam.deleteRolePolicy({ RoleName, PolicyName });
    await iam.deleteRole({ RoleName });
    iam.destroy();
  });
});

describe('the role that is made', () => {
  test('goes with what was trained, and another’s of that name is left alone', async () => {
    const iam = await iamClient(account.settings)();
    const RoleName = `torchrelay-job.${name}-us-east-1`;
    const { role: _, ...settings } = account.settings;
    const target = sagemaker(settings);
    await train(account.definition(), target, account.options);
    expect((await iam.getRole({ RoleName })).Role?.Path).toBe('/torchrelay-job/us-east-1/');
    await forgetTraining(name, target, account.options);
    await expect(iam.getRole({ RoleName })).rejects.toThrow('not found');
    const { Role: given } = await iam.getRole({ RoleName: 'torchrelay-execution' });
    const AssumeRolePolicyDocument = decodeURIComponent(given?.AssumeRolePolicyDocument ?? '');
    await iam.createRole({ RoleName, AssumeRolePolicyDocument });
    await expect(train(account.definition(), target, account.options)).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    });
    await forgetTraining(name, target, account.options);
    await iam.deleteRole({ RoleName });
    iam.destroy();
  });

  test('may do what each job needs that runs, and nothing for one that has ended', async () => {
    const iam = await iamClient(account.settings)();
    const { role: _, ...settings } = account.settings;
    const target = sagemaker(settings);
    const start = (number: string): Promise<TrainingRun> =>
      train(account.definition({ args: [number] }), target, account.options);
    const policies = async (): Promise<readonly string[] | undefined> =>
      (await iam.listRolePolicies({ RoleName: `torchrelay-job.${name}-us-east-1` })).PolicyNames;
    const [one, two] = [await start('one'), await start('two')];
    expect(await policies()).toEqual([one.id, two.id]);
    await one.stop();
    const three = await start('three');
    expect(await policies()).toEqual([two.id, three.id]);
    await forgetTraining(name, target, account.options);
    expect(await account.aws.resources()).toEqual([]);
    iam.destroy();
  });

  test('is narrowed down in the policy of whoever starts jobs', async () => {
    const plan = await planTraining(account.definition(), account.target(), account.options);
    const target = account.target();
    const { Statement: statements } = policyOf(plan as NonNullable<typeof plan>, target) as {
      readonly Statement: readonly {
        readonly Action: readonly string[];
        readonly Resource: readonly string[];
      }[];
    };
    const of = (action: string): unknown =>
      statements.find(({ Action }) => Action.includes(action))?.Resource;
    const job = [`arn:aws:sagemaker:us-east-1:123456789012:training-job/${name}-*`];
    expect(of('sagemaker:CreateTrainingJob')).toEqual(job);
    expect(of('sagemaker:AddTags')).toEqual(job);
    expect(of('iam:PassRole')).toEqual([account.aws.role]);
    expect(of('logs:FilterLogEvents')).toEqual([
      'arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/TrainingJobs:*',
    ]);
  });
});
