import type { Call } from '@torchrelay/core/target';

import type { MlClient } from '../../client/ml-client.ts';
import { ownerOf } from './cluster-step.ts';
import { findCluster } from './make-cluster.ts';

/** Removes the cluster that was made for the jobs of a name. Azure takes a minute for it, which nobody has to wait. */
export async function forgetCluster({
  client,
  compute,
  name,
  call,
}: {
  readonly client: MlClient;
  readonly compute: string;
  /** Of the job. */
  readonly name: string;
  readonly call: Call;
}): Promise<void> {
  const found = await findCluster(client, compute, call);
  if (found === undefined || ownerOf(found) !== name) return;
  if (found.properties.provisioningState === 'Deleting') return;
  await client.find(
    {
      method: 'DELETE',
      path: `computes/${compute}`,
      query: { underlyingResourceAction: 'Delete' },
      attempt: `Cannot remove the cluster ${compute}`,
    },
    call,
  );
}
