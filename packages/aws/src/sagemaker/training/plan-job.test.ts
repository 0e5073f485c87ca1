import type { Job, JobState, TrainSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { testJob } from '../test-support/test-job.ts';
import { testOffer } from '../test-support/test-spec.ts';
import { planJob } from './plan-job.ts';

const role = 'arn:aws:iam::123456789012:role/r';
const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-token-AbCdEf';
const id = testJob().id;

function live(state: JobState): Job {
  return { id, state, native: null };
}

describe('the plan of a job', () => {
  test('is the job, and before it the role where none is given', () => {
    const short = (settings: SagemakerSettings): readonly string[] =>
      planJob(testJob(), undefined, settings).map(({ action, target }) => `${action} ${target}`);
    expect(short({ role })).toEqual([`create ${id}`]);
    expect(short({})).toEqual(['create torchrelay-job.demo-us-east-1', `create ${id}`]);
  });

  test('needs what a role with tags is made and removed with, on AWS too', () => {
    const [step] = planJob(testJob(), undefined, {});
    expect(step?.permissions).toEqual([
      'iam:GetRole',
      'iam:CreateRole',
      'iam:TagRole',
      'iam:PutRolePolicy',
      'iam:ListRolePolicies',
      'iam:DeleteRolePolicy',
      'iam:DeleteRole',
    ]);
  });

  test('says what it runs on, and for how long', () => {
    const spec = testJob({ offer: testOffer('ml.g5.xlarge'), nodes: 2, spot: true });
    const [step] = planJob(spec, undefined, { role });
    expect(step?.changes).toEqual([
      { path: 'job', after: spec.digest },
      { path: 'instances', after: '2 × ml.g5.xlarge, spot' },
      { path: 'processesPerNode', after: 1 },
      {
        path: 'image',
        after: '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch:2.13-cu133-amzn2023-sagemaker',
      },
      { path: 'atMost', after: '3600 s' },
    ]);
  });

  test('names the types that SageMaker may take instead', () => {
    const spec = testJob({
      offer: testOffer('ml.g5.xlarge'),
      ladder: [testOffer('ml.g5.2xlarge')],
    });
    const [step] = planJob(spec, undefined, { role, instancePools: true });
    expect(step?.changes).toContainEqual({ path: 'elseOn', after: 'ml.g5.2xlarge' });
  });

  test('is empty for an attempt that was started, however it ended', () => {
    for (const state of ['queued', 'running', 'failed', 'succeeded'] as const)
      expect(planJob(testJob(), live(state), {})).toEqual([]);
  });

  test('stops what is under way, and leaves what has ended', () => {
    const stops = (state: JobState): number => planJob(undefined, live(state), {}).length;
    expect(['queued', 'starting', 'running'].map((state) => stops(state as JobState))).toEqual([
      1, 1, 1,
    ]);
    expect(
      ['stopping', 'stopped', 'succeeded', 'failed'].map((state) => stops(state as JobState)),
    ).toEqual([0, 0, 0, 0]);
    expect(planJob(undefined, undefined, {})).toEqual([]);
  });
});

describe('a plan is refused, with the reason,', () => {
  test.each<[what: string, spec: Partial<TrainSpec>, settings: SagemakerSettings, says: RegExp]>([
    [
      'where SageMaker is to choose among types at spot prices',
      { spot: true },
      { instancePools: true },
      /InstancePreferences\), which it does not do at spot prices/,
    ],
    [
      'where instances at spot prices are to be kept',
      { spot: true },
      { training: { keepAliveInMs: 1000 } },
      /keeps no instances at spot prices/,
    ],
    [
      'where instances are to be kept for days',
      {},
      { training: { keepAliveInMs: 86_400_000 } },
      /6 hours at most/,
    ],
    [
      'where a secret is read from a container that reaches nothing',
      { secrets: { TOKEN: secret } },
      { networkIsolation: true },
      /"TOKEN" is read where the job runs/,
    ],
    [
      'where a secret is a value, or somebody else’s',
      { secrets: { TOKEN: 'hf_123' } },
      {},
      /no secret of AWS Secrets Manager/,
    ],
    [
      'where there are more sets of data than SageMaker brings',
      {
        data: Object.fromEntries(
          Array.from({ length: 19 }, (_, index) => [
            `d${index}`,
            { kind: 'uri', uri: 's3://b/k', mode: 'copy' } as const,
          ]),
        ),
      },
      {},
      /has 19 sets of data/,
    ],
    [
      'where options would make it another job than was planned',
      { providerOptions: { RoleArn: 'arn:other' } },
      {},
      /providerOptions has RoleArn/,
    ],
  ])('%s', (_, spec, settings, says) => {
    expect(() => planJob(testJob(spec), undefined, settings)).toThrow(
      expect.objectContaining({ code: 'JOB_INVALID', message: expect.stringMatching(says) }),
    );
  });

  test('and not for a secret, or one value of it, by its ARN', () => {
    const spec = testJob({ secrets: { TOKEN: secret, USER: `${secret}#user` } });
    expect(planJob(spec, undefined, { role })).toHaveLength(1);
  });
});
