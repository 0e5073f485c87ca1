import type { Need } from '@torchrelay/core/target';

/** What each look-up is allowed by. To count what an account uses, all its endpoints, or jobs, are looked at. */
export const permissionsOf = {
  prices: ['pricing:GetProducts'],
  offerings: ['ec2:DescribeInstanceTypeOfferings'],
  quotas: ['servicequotas:ListServiceQuotas', 'servicequotas:ListAWSDefaultServiceQuotas'],
  serving: [
    'sagemaker:ListEndpoints',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
  ],
  training: ['sagemaker:ListTrainingJobs', 'sagemaker:DescribeTrainingJob'],
} as const;

/** What all look-ups of a purpose are allowed by. */
export function lookUpPermissions(purpose: Need['purpose']): readonly string[] {
  const { prices, offerings, quotas } = permissionsOf;
  return [...prices, ...offerings, ...quotas, ...permissionsOf[purpose]];
}
