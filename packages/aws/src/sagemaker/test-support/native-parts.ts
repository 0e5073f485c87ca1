import {
  type DescribeEndpointConfigOutput,
  type DescribeModelOutput,
  SageMaker,
} from '@aws-sdk/client-sagemaker';

import type { AwsSettings } from '../../client/aws-settings.ts';

/** What SageMaker was asked to make, as it tells itself. */
export interface NativeParts {
  readonly config: DescribeEndpointConfigOutput;
  readonly model: DescribeModelOutput;
}

/** Of the only deployment whose parts' names begin with this name. */
export async function nativeParts(
  name: string,
  { endpoint, region, credentials }: AwsSettings,
): Promise<NativeParts> {
  const client = new SageMaker({
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
  });
  const { EndpointConfigs: [listed] = [] } = await client.listEndpointConfigs({
    NameContains: `${name}-`,
  });
  const config = await client.describeEndpointConfig({
    EndpointConfigName: listed?.EndpointConfigName,
  });
  const { ModelName } = config.ProductionVariants?.[0] ?? {};
  const model = await client.describeModel({ ModelName });
  client.destroy();
  return { config, model };
}
