import { offeringsXml } from './offerings-xml.ts';
import { sagemakerItem } from './price-list-texts.ts';
import type { AwsAnswers } from './start-aws.ts';

/** What the services call the requests. */
export const operations = {
  prices: 'AWSPriceListService.GetProducts',
  offerings: 'ec2.DescribeInstanceTypeOfferings',
  quotas: 'ServiceQuotasV20190624.ListServiceQuotas',
  defaults: 'ServiceQuotasV20190624.ListAWSDefaultServiceQuotas',
  endpoints: 'SageMaker.ListEndpoints',
} as const;

const arn = 'arn:aws:sagemaker:us-east-1:111122223333';
const at = 1_790_000_000;

/** An account where everything may be asked. */
export const testAccount: AwsAnswers = {
  [operations.prices]: () => ({
    PriceList: [
      sagemakerItem({ type: 'ml.p4d.24xlarge', usd: '25.2512860000' }),
      sagemakerItem({ type: 'ml.p4d.24xlarge', component: 'Training', usd: '26.5' }),
    ],
  }),
  [operations.offerings]: () => offeringsXml(['p4d.24xlarge']),
  [operations.quotas]: () => ({
    Quotas: [
      { QuotaName: 'ml.p4d.24xlarge for endpoint usage', Value: 2 },
      { QuotaName: 'ml.m5.xlarge for endpoint usage', Value: 8 },
      { QuotaName: 'ml.p4d.24xlarge for spot training job usage', Value: 3 },
    ],
  }),
  [operations.defaults]: () => ({ Quotas: [] }),
  [operations.endpoints]: () => ({
    Endpoints: [
      {
        EndpointName: 'e',
        EndpointArn: `${arn}:endpoint/e`,
        CreationTime: at,
        LastModifiedTime: at,
        EndpointStatus: 'InService',
      },
    ],
  }),
  'SageMaker.DescribeEndpoint': () => ({
    EndpointName: 'e',
    EndpointArn: `${arn}:endpoint/e`,
    EndpointConfigName: 'c',
    EndpointStatus: 'InService',
    CreationTime: at,
    LastModifiedTime: at,
    ProductionVariants: [{ VariantName: 'v', CurrentInstanceCount: 2, DesiredInstanceCount: 2 }],
  }),
  'SageMaker.DescribeEndpointConfig': () => ({
    EndpointConfigName: 'c',
    EndpointConfigArn: `${arn}:endpoint-config/c`,
    CreationTime: at,
    ProductionVariants: [{ VariantName: 'v', InstanceType: 'ml.p4d.24xlarge' }],
  }),
  'SageMaker.ListTrainingJobs': () => ({ TrainingJobSummaries: [] }),
};
