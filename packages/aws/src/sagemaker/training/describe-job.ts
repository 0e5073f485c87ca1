import type { DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import type { Call } from '@torchrelay/core/target';

import type { SagemakerClients } from '../sagemaker-clients.ts';
import { askIfAny } from '../sagemaker-request.ts';

const ended: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Stopped']);

export function hasEnded({ TrainingJobStatus: status }: DescribeTrainingJobResponse): boolean {
  return ended.has(status ?? '');
}

/** `undefined` where there is no job of that name. */
export async function describeJob(
  { sagemaker }: Pick<SagemakerClients, 'sagemaker'>,
  id: string,
  { abortSignal }: Call,
): Promise<DescribeTrainingJobResponse | undefined> {
  const client = await sagemaker();
  return askIfAny({
    attempt: `Cannot look at the training job ${id}`,
    permission: 'sagemaker:DescribeTrainingJob',
    abortSignal,
    send: (options) => client.describeTrainingJob({ TrainingJobName: id }, options),
  });
}
