import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Call, Need } from '@torchrelay/core/target';
import { endpointUse } from './endpoint-use.ts';
import type { QuotaTable } from './quotas.ts';
import { trainingUse } from './training-use.ts';

/**
 * How many instances the account uses in the client's region, by the name of the quota that they count against.
 * SageMaker has no request for it: everything that runs is listed, then described.
 *
 * @throws TorchrelayError `TOO_MANY_TO_COUNT`
 */
export async function instancesInUse({
  client,
  purpose,
  call,
}: {
  readonly client: SageMakerClient;
  readonly purpose: Need['purpose'];
  readonly call: Call;
}): Promise<QuotaTable> {
  const uses = await (purpose === 'serving' ? endpointUse : trainingUse)({ client, call });
  const table: Record<string, number> = {};
  for (const { quotaName, instances } of uses) {
    table[quotaName] = (table[quotaName] ?? 0) + instances;
  }
  return table;
}
