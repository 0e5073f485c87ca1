import type {
  EndpointStatus,
  ProductionVariant,
  ProductionVariantSummary,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { Call } from '@torchrelay/core/target';
import { quotaNameOf } from '../quota-names.ts';
import { mapInTurn } from './map-in-turn.ts';
import { type InstanceUse, runningNames } from './running-names.ts';
import { sendOptions } from './send-options.ts';

/** These hold no instances: nothing came up, or everything was given back. */
const idle: ReadonlySet<EndpointStatus> = new Set<EndpointStatus>(['Failed', 'OutOfService']);

const requestsAtOnce = 4;

/**
 * The instances of all endpoints. Needs `sagemaker:ListEndpoints`, `sagemaker:DescribeEndpoint` and
 * `sagemaker:DescribeEndpointConfig`.
 */
export async function endpointUse({
  client,
  call,
}: {
  readonly client: SageMakerClient;
  readonly call: Call;
}): Promise<readonly InstanceUse[]> {
  const { paginateListEndpoints } = await import('@aws-sdk/client-sagemaker');
  const pages = paginateListEndpoints({ client, pageSize: 100 }, {}, sendOptions(call));
  const names = await runningNames(pages, ({ Endpoints: endpoints = [] }) =>
    endpoints.flatMap(({ EndpointName: name, EndpointStatus: status }) =>
      status !== undefined && idle.has(status) ? [] : [name],
    ),
  );
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
  const { DescribeEndpointCommand, DescribeEndpointConfigCommand } =
    await import('@aws-sdk/client-sagemaker');
  const endpoint = await client.send(
    new DescribeEndpointCommand({ EndpointName: name }),
    sendOptions(call),
  );
  const config = await client.send(
    new DescribeEndpointConfigCommand({ EndpointConfigName: endpoint.EndpointConfigName }),
    sendOptions(call),
  );
  const summaries = [
    ...(endpoint.ProductionVariants ?? []),
    ...(endpoint.ShadowProductionVariants ?? []),
  ];
  return [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])].flatMap(
    (variant) => useOfVariant(variant, summaries),
  );
}

/** While instances come and go, the larger number counts. Serverless variants have no instances. */
function useOfVariant(
  { VariantName: name, InstanceType: type, InitialInstanceCount: initial }: ProductionVariant,
  summaries: readonly ProductionVariantSummary[],
): readonly InstanceUse[] {
  if (type === undefined) return [];
  const summary = summaries.find(({ VariantName: other }) => other === name);
  const { CurrentInstanceCount: current = 0, DesiredInstanceCount: desired = initial ?? 0 } =
    summary ?? {};
  return [{ quotaName: quotaNameOf(type, 'serving'), instances: Math.max(current, desired) }];
}
