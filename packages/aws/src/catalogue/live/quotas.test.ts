import { expect, test } from 'vitest';
import { type AwsAnswers, denied, startAws } from '../test-support/start-aws.ts';
import { testClients } from '../test-support/test-clients.ts';
import { liveQuotas, type QuotaTable } from './quotas.ts';

const applied = 'ServiceQuotasV20190624.ListServiceQuotas';
const defaults = 'ServiceQuotasV20190624.ListAWSDefaultServiceQuotas';

const quota = (name: string, value: number): object => ({
  ServiceCode: 'sagemaker',
  ServiceName: 'Amazon SageMaker',
  QuotaCode: `L-${name.length}`,
  QuotaName: name,
  Value: value,
  Unit: 'None',
  Adjustable: true,
  GlobalQuota: false,
});

const p4d = 'ml.p4d.24xlarge for endpoint usage';
const g5 = 'ml.g5.xlarge for endpoint usage';

async function quotasOf(
  answers: AwsAnswers,
  expected: readonly string[] = [],
): Promise<{ quotas: QuotaTable; operations: readonly string[]; first: unknown }> {
  await using aws = await startAws(answers);
  const client = await testClients(aws).serviceQuotas('us-east-1');
  const quotas = await liveQuotas({ client, expected, call: {} });
  const operations = aws.requests.map(({ operation }) => operation);
  return { quotas, operations, first: aws.requests[0]?.input };
}

test('quotas are found by their names, over all pages; what limits something else is left out', async () => {
  const { quotas, operations, first } = await quotasOf({
    [applied]: ({ NextToken: token }) =>
      token === undefined
        ? {
            NextToken: '2',
            Quotas: [
              quota('Number of instances across all training jobs', 20),
              quota('ml.p4d.24xlarge for transform job usage', 7),
              quota(g5, 4),
            ],
          }
        : { Quotas: [quota(p4d, 0), quota('ml.p4d.24xlarge for spot training job usage', 2)] },
  });
  expect(quotas).toEqual({
    [g5]: 4,
    [p4d]: 0,
    'ml.p4d.24xlarge for spot training job usage': 2,
  });
  expect(operations).toEqual([applied, applied]);
  expect(first).toEqual({ ServiceCode: 'sagemaker', MaxResults: 100 });
});

test('a quota that the account never had changed has the value that everybody has', async () => {
  const { quotas, operations } = await quotasOf(
    {
      [applied]: () => ({ Quotas: [quota(g5, 4)] }),
      [defaults]: () => ({ Quotas: [quota(g5, 0), quota(p4d, 0)] }),
    },
    [g5, p4d],
  );
  expect(quotas).toEqual({ [g5]: 4, [p4d]: 0 });
  expect(operations).toEqual([applied, defaults]);
});

test('a value that is missing or negative is none', async () => {
  const { quotas } = await quotasOf({
    [applied]: () => ({ Quotas: [{ QuotaName: g5 }, quota(p4d, -1), {}] }),
  });
  expect(quotas).toEqual({});
});

test('a refusal is not an empty list', async () => {
  await expect(quotasOf({ [applied]: () => denied })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});
