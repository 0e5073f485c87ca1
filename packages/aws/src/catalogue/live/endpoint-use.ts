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
import { abortable } from '../../client/abortable.ts';

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
  const pages = paginateListEndpoints({ client, pageSize: 100 }, {}, abortable(call));
  const names = await runningNames(pages, ({ Endpoints: endpoints = [] }) =>
    endpoints.flatMap(({ EndpointName: name, EndpointStatus: status }) =>
      status !== undefined && idle.has(status) ? [] : [name],
    ),
  );
  const uses = await mapInTurn(names, requestsAtOnce, (name) => useOfOne({ client, call, name }));
  return uses.flat();
}

interface OneEndpoint {
  readonly client: SageMakerClient;
  readonly call: Call;
  readonly name: string;
}

async function useOfOne(request: OneEndpoint): Promise<readonly InstanceUse[]> {
  try {
    return await useAsDescribed(request);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Deleted since it was listed, or its configuration was. _read_: SageMaker says so in words alone. */
function isGone(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Could not find ');
}

async function useAsDescribed({
  client,
  call,
  name,
}: OneEndpoint): Promise<readonly InstanceUse[]> {
  const { DescribeEndpointCommand, DescribeEndpointConfigCommand } =
    await import('@aws-sdk/client-sagemaker');
  const endpoint = await client.send(
    new DescribeEndpointCommand({ EndpointName: name }),
    abortable(call),
  );
  const config = await client.send(
    new DescribeEndpointConfigCommand({ EndpointConfigName: endpoint.EndpointConfigName }),
    abortable(call),
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
  variant: ProductionVariant,
  summaries: readonly ProductionVariantSummary[],
): readonly InstanceUse[] {
  const { VariantName: name, InitialInstanceCount: initial = 0 } = variant;
  const summary = summaries.find(({ VariantName: other }) => other === name);
  const { CurrentInstanceCount: current = 0, DesiredInstanceCount: desired = initial } =
    summary ?? {};
  const instances = Math.max(current, desired);
  if (variant.InstancePools !== undefined) return useOfPools(variant, summary, instances);
  const type = variant.InstanceType;
  return type === undefined ? [] : [useOf(type, instances)];
}

/** Of a pool, what each type has; what is still looked for counts as the type that is looked for first. */
function useOfPools(
  { InstancePools: pools = [] }: ProductionVariant,
  { InstancePools: running = [] }: Pick<ProductionVariantSummary, 'InstancePools'> = {},
  instances: number,
): readonly InstanceUse[] {
  const found = running.flatMap(({ InstanceType: type, CurrentInstanceCount: count = 0 }) =>
    type === undefined ? [] : [useOf(type, count)],
  );
  const missing = instances - found.reduce((sum, use) => sum + use.instances, 0);
  const [first] = pools.toSorted((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0));
  if (missing <= 0 || first?.InstanceType === undefined) return found;
  return [...found, useOf(first.InstanceType, missing)];
}

function useOf(type: string, instances: number): InstanceUse {
  return { quotaName: quotaNameOf(type, 'serving'), instances };
}
