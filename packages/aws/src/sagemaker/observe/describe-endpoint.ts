import type { DescribeEndpointOutput, ProductionVariantSummary } from '@aws-sdk/client-sagemaker';
import type { Call } from '@torchrelay/core/target';

import type { NativeEndpoint } from '../native.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { askIfAny } from '../sagemaker-request.ts';

/** The endpoint of this name, whoever's it is; `undefined` where there is none. */
export async function describeEndpoint(
  { sagemaker }: SagemakerClients,
  name: string,
  { abortSignal }: Call,
): Promise<NativeEndpoint | undefined> {
  const client = await sagemaker();
  const found = await askIfAny({
    attempt: `Cannot look at the endpoint ${name}`,
    permission: 'sagemaker:DescribeEndpoint',
    abortSignal,
    send: (options) => client.describeEndpoint({ EndpointName: name }, options),
  });
  return found && nativeEndpoint(found);
}

function nativeEndpoint(found: DescribeEndpointOutput): NativeEndpoint {
  const [variant] = found.ProductionVariants ?? [];
  return {
    arn: found.EndpointArn ?? '',
    status: found.EndpointStatus ?? 'Unknown',
    configName: found.EndpointConfigName ?? '',
    instances: variant?.DesiredInstanceCount ?? variant?.CurrentInstanceCount ?? null,
    failureReason: found.FailureReason ?? null,
    pendingConfig: found.PendingDeploymentSummary?.EndpointConfigName ?? null,
    poolTypes: poolTypesOf(variant),
    stage: stageOf(found),
    createdAt: found.CreationTime?.getTime() ?? null,
  };
}

function stageOf({ PendingDeploymentSummary: pending }: DescribeEndpointOutput): string | null {
  return pending?.ProductionVariants?.[0]?.VariantStatus?.at(-1)?.Status ?? null;
}

function poolTypesOf({
  InstancePools: pools = [],
}: ProductionVariantSummary = noVariant): readonly string[] {
  return pools
    .filter(({ CurrentInstanceCount: count = 0 }) => count > 0)
    .toSorted((a, b) => (b.CurrentInstanceCount ?? 0) - (a.CurrentInstanceCount ?? 0))
    .flatMap(({ InstanceType }) => InstanceType ?? []);
}

const noVariant: ProductionVariantSummary = { VariantName: undefined };
