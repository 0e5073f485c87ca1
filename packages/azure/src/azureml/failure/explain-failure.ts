import type { Recovery } from '@torchrelay/core';

/** What words of Azure Machine Learning mean for us. */
export interface FailureMeaning {
  readonly code: string;
  readonly hint: string;
  readonly recovery: Recovery;
}

interface Pattern extends FailureMeaning {
  readonly says: RegExp;
}

const moreQuota =
  'Ask for more: the workspace’s page "Usage + quotas" in Azure Machine Learning studio. It is apart from the quota of virtual machines.';

/**
 * By the codes and the words of an error, outermost code first. _read_: the page on troubleshooting online endpoints,
 * and the texts that users have published.
 */
const patterns: readonly Pattern[] = [
  {
    says: /MissingSubscriptionRegistration|not registered to use namespace/i,
    code: 'PROVIDER_NOT_REGISTERED',
    hint: 'Register it once in the subscription: az provider register --namespace Microsoft.MachineLearningServices',
    recovery: 'never',
  },
  {
    says: /ScopeLocked/i,
    code: 'RESOURCE_LOCKED',
    hint: 'Somebody has locked it against changes: az lock list',
    recovery: 'never',
  },
  {
    says: /ReadOnlyDisabledSubscription|subscription .*(?:does ?n.t exist|is disabled|not active)/i,
    code: 'SUBSCRIPTION_DISABLED',
    hint: 'Check the subscription’s id and state: az account list --all',
    recovery: 'never',
  },
  {
    says: /RequestDisallowedByPolicy|Invalid template function|policy assignment/i,
    code: 'POLICY_REFUSED',
    hint: 'A policy of the subscription forbids it. Whoever keeps the policy can change it or exempt the resource group: az policy assignment list',
    recovery: 'never',
  },
  {
    says: /LinkedAuthorizationFailed|userAssignedIdentities\/assign/i,
    code: 'ACCESS_DENIED',
    hint: 'Give whoever is signed in the role "Managed Identity Operator" on that identity.',
    recovery: 'never',
  },
  {
    says: /because it is in (?:Creating|Updating|Scaling|Deleting) provisioning state/i,
    code: 'BUSY',
    hint: 'Another change of it is under way, and goes on by itself. Run the command again.',
    recovery: 'retry',
  },
  {
    says: /Not enough quota available for|quota.*(?:vCPU|cores)|OutOfQuota.*\bCPU\b/i,
    code: 'QUOTA_EXCEEDED',
    hint: moreQuota,
    recovery: 'next-offer',
  },
  {
    says: /cluster quota|number of clusters/i,
    code: 'QUOTA_EXCEEDED',
    hint: 'The subscription has as many compute clusters in the region as it may have. Remove some, or ask Azure for more.',
    recovery: 'never',
  },
  {
    says: /OutOfQuota.*role assignment|role assignments? (?:limit|quota)|RoleAssignmentLimitExceeded/i,
    code: 'QUOTA_EXCEEDED',
    hint: 'The subscription has as many role assignments as it may have. Remove some, or give the endpoint an identity of your own: azureml({ identity }).',
    recovery: 'never',
  },
  {
    says: /(?:number|maximum|limit) .*(?:endpoints|deployments)\b|(?:endpoint|deployment) quota/i,
    code: 'QUOTA_EXCEEDED',
    hint: 'The region has as many endpoints or deployments as it may have. Remove some (az ml online-endpoint list), or ask Azure for more.',
    recovery: 'never',
  },
  {
    says: /OutOfCapacity|Region-?wide|(?:insufficient|not enough|no|lack of)[\w -]*capacity|capacity (?:is )?(?:not |un)available|AllocationFailed|SkuNotAvailable|OverconstrainedAllocation/i,
    code: 'NO_CAPACITY',
    hint: 'Azure has none of these instances free in the region just now. Allow another type (--accelerator), or try later.',
    recovery: 'next-offer',
  },
  {
    says: /(?:no space left|disk space|out of disk)|OutOfQuota.*\bdisk\b/i,
    code: 'DISK_FULL',
    hint: 'The model and the image do not fit on the instance’s disk. Choose a type with a larger one.',
    recovery: 'never',
  },
  {
    says: /OutOfMemory|out of memory|OutOfQuota.*\bmemory\b/i,
    code: 'OUT_OF_MEMORY',
    hint: 'The server needed more memory than the instance has. Choose a type with more: --accelerator.',
    recovery: 'never',
  },
  {
    says: /OutOfQuota/i,
    code: 'QUOTA_EXCEEDED',
    hint: moreQuota,
    recovery: 'next-offer',
  },
  {
    says: /(?:VM ?size|instance ?type|sku)\b.*(?:not (?:supported|available|allowed|valid)|invalid|unsupported)/i,
    code: 'NOT_OFFERED',
    hint: 'Choose another instance type, or a workspace in another region.',
    recovery: 'next-offer',
  },
  {
    says: /ImageBuildFailure|image build/i,
    code: 'IMAGE_BUILD_FAILED',
    hint: 'The workspace could not build the server’s image. Its build log is in the studio under Environments; where the workspace has no way out, let it reach nvcr.io, or give an image of your own: --image.',
    recovery: 'never',
  },
  {
    says: /(?:AcrPull|(?:download|pull)(?:ing)? (?:the )?image|download user container image|image .*(?:not found|does not exist|could not be pulled)|ImagePull|registry)/i,
    code: 'IMAGE_NOT_READABLE',
    hint: 'Check that the image exists, and that the endpoint’s identity may read it: the role "AcrPull" on its registry. Azure Machine Learning takes no password of a registry.',
    recovery: 'never',
  },
  {
    says: /ResourceNotReady|container has crashed|probe (?:has )?fail|(?:liveness|readiness) probe|LivenessProbe|ReadinessProbe/i,
    code: 'SERVER_NOT_READY',
    hint: 'The server in the container did not start. Its lines say why: torchrelay logs NAME',
    recovery: 'never',
  },
  {
    says: /WorkspaceManagedNetworkNotReady|managed network/i,
    code: 'NETWORK_NOT_READY',
    hint: 'Make the workspace’s network first: az ml workspace provision-network',
    recovery: 'never',
  },
  {
    says: /SecretsInjectionError/i,
    code: 'SECRETS_NOT_READABLE',
    hint: 'The endpoint’s identity may not read a secret that the deployment refers to.',
    recovery: 'never',
  },
  {
    says: /already an endpoint with this name|unique within a region|(?:endpoint|name).*already (?:exists|in use|taken)/i,
    code: 'NAME_TAKEN',
    hint: 'Names of endpoints are unique in a region of Azure: give another name.',
    recovery: 'never',
  },
  {
    says: /Startup task failed|authorization error|role assignments? on resource|download user model|AuthorizationPermissionMismatch|storage.*(?:denied|not authorized|forbidden)|download.*model.*(?:fail|denied)/i,
    code: 'PACKAGE_NOT_READABLE',
    hint: 'Give the endpoint’s identity the role "Storage Blob Data Reader" on the workspace’s storage account, and "AcrPull" on its registry.',
    recovery: 'never',
  },
  {
    says: /lock confirmation/i,
    code: 'BUSY',
    hint: 'An earlier change of it had not ended. Run the command again.',
    recovery: 'retry',
  },
  {
    says: /OperationCanceled/i,
    code: 'CANCELED',
    hint: 'Somebody, or a later change, has stopped it. Run the command again.',
    recovery: 'never',
  },
  {
    says: /InternalServerError|InternalError|ServiceUnavailable/i,
    code: 'UNAVAILABLE',
    hint: 'Azure failed inside. Run the command again; what was sent is kept.',
    recovery: 'retry',
  },
];

/** What Azure means; `undefined` where nobody has met it before. */
export function explainFailure(said: string): FailureMeaning | undefined {
  return patterns.find(({ says }) => says.test(said));
}
