import type { ResourceConfig, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Call } from '@torchrelay/core/target';
import { quotaNameOf, type QuotaUse } from '../quota-names.ts';
import { mapInTurn } from './map-in-turn.ts';
import { type InstanceUse, runningNames } from './running-names.ts';
import { abortable } from '../../client/abortable.ts';

/** A job that stops still has its instances. */
const running = ['InProgress', 'Stopping'] as const;

const requestsAtOnce = 4;

/** The instances of all training jobs. Needs `sagemaker:ListTrainingJobs` and `sagemaker:DescribeTrainingJob`. */
export async function trainingUse({
  client,
  call,
}: {
  readonly client: SageMakerClient;
  readonly call: Call;
}): Promise<readonly InstanceUse[]> {
  const { paginateListTrainingJobs } = await import('@aws-sdk/client-sagemaker');
  const lists = await mapInTurn(running, 1, (status) => {
    const pages = paginateListTrainingJobs(
      { client, pageSize: 100 },
      { StatusEquals: status },
      abortable(call),
    );
    return runningNames(pages, ({ TrainingJobSummaries: jobs = [] }) =>
      jobs.map(({ TrainingJobName: name }) => name),
    );
  });
  const names = [...new Set(lists.flat())];
  const uses = await mapInTurn(names, requestsAtOnce, (name) => useOfOne({ client, call, name }));
  return uses.flat();
}

async function useOfOne({
  client,
  call,
  name,
}: {
  readonly client: SageMakerClient;
  readonly call: Call;
  readonly name: string;
}): Promise<readonly InstanceUse[]> {
  const { DescribeTrainingJobCommand } = await import('@aws-sdk/client-sagemaker');
  const { ResourceConfig: resources, EnableManagedSpotTraining: isSpot = false } =
    await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }), abortable(call));
  const use: QuotaUse = isSpot ? 'spot-training' : 'training';
  return groupsOf(resources).flatMap(({ InstanceType: type, InstanceCount: instances = 0 }) =>
    type === undefined ? [] : [{ quotaName: quotaNameOf(type, use), instances }],
  );
}

/** A job has instances of one type, or groups of several. */
function groupsOf(
  resources: ResourceConfig | undefined,
): readonly Pick<ResourceConfig, 'InstanceType' | 'InstanceCount'>[] {
  if (resources === undefined) return [];
  const { InstanceGroups: groups = [] } = resources;
  return groups.length === 0 ? [resources] : groups;
}
