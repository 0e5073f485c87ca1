import type { EC2Client } from '@aws-sdk/client-ec2';
import type { PricingClient } from '@aws-sdk/client-pricing';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { clientSettings, type AwsSettings } from '../../client/aws-settings.ts';
import { pricingRegion } from './price-list-api.ts';

/** The clients that look-ups need, each for one region. */
export interface CatalogueClients {
  pricing(region: string): Promise<PricingClient>;
  ec2(region: string): Promise<EC2Client>;
  serviceQuotas(region: string): Promise<ServiceQuotasClient>;
  sagemaker(region: string): Promise<SageMakerClient>;
}

/** Imports each SDK when its first client is asked for: together they take seconds. */
export function catalogueClients(settings: AwsSettings = {}): CatalogueClients {
  return {
    async pricing(region) {
      const { PricingClient: Client } = await import('@aws-sdk/client-pricing');
      return new Client(clientSettings({ ...settings, region: pricingRegion(region) }));
    },
    async ec2(region) {
      const { EC2Client: Client } = await import('@aws-sdk/client-ec2');
      return new Client(clientSettings({ ...settings, region }));
    },
    async serviceQuotas(region) {
      const { ServiceQuotasClient: Client } = await import('@aws-sdk/client-service-quotas');
      return new Client(clientSettings({ ...settings, region }));
    },
    async sagemaker(region) {
      const { SageMakerClient: Client } = await import('@aws-sdk/client-sagemaker');
      return new Client(clientSettings({ ...settings, region }));
    },
  };
}
