import type { EndpointReference } from '@torchrelay/core';

import { shellWord } from '../output/shell-word.ts';

/** How a provider takes requests of the protocol from somebody who has curl and nothing of ours. */
export interface CurlDoor {
  /** Where to, and what curl needs to be let in: words for a shell. */
  readonly address: string;
  /** Which header tells where in the body the JSON ends and raw bytes begin. */
  readonly binaryHeader: (jsonBytes: number) => string;
}

/** `undefined` where a plain request does not do. */
export function curlDoor(
  endpoint: Omit<EndpointReference, 'version' | 'signature'>,
): CurlDoor | undefined {
  const { provider, url } = endpoint;
  if (url === undefined) return undefined;
  if (provider === 'local') return localDoor(url);
  if (provider === 'azureml') return azuremlDoor(endpoint, url);
  return provider === 'sagemaker' ? sagemakerDoor(url) : undefined;
}

function localDoor(url: string): CurlDoor {
  return {
    address: `${url}/v2/models/model/infer`,
    binaryHeader: (jsonBytes) => `Inference-Header-Content-Length: ${jsonBytes}`,
  };
}

/**
 * curl signs by itself, with the keys in the environment. The header of temporary keys is there only when they are:
 * an empty one would be signed and not sent. Without a space inside, also zsh takes it for one word.
 */
const signedBy =
  '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ${AWS_SESSION_TOKEN:+-H"x-amz-security-token: $AWS_SESSION_TOKEN"}';

function sagemakerDoor(url: string): CurlDoor | undefined {
  const [, region] = /^https:\/\/runtime\.sagemaker\.([\w-]+)\..*\/invocations$/.exec(url) ?? [];
  // Requests to an asynchronous endpoint are objects in a bucket.
  if (region === undefined) return undefined;
  return {
    address: `${url} --aws-sigv4 aws:amz:${region}:sagemaker ${signedBy}`,
    binaryHeader: (jsonBytes) =>
      `content-type: application/vnd.sagemaker-triton.binary+json;json-header-size=${jsonBytes}`,
  };
}

/** The key, or the token, is asked for with each request, so that none is in a line that a shell remembers. */
function azuremlDoor(
  { name, scope, address }: Pick<EndpointReference, 'name' | 'scope' | 'address'>,
  url: string,
): CurlDoor | undefined {
  const [subscription = '', group = '', workspace = ''] = scope.split('/').map(shellWord);
  const place = `-n ${name} -w ${workspace} -g ${group} --subscription ${subscription}`;
  const ofEndpoint = `az ml online-endpoint get-credentials ${place}`;
  const commands: Readonly<Record<string, string>> = {
    Key: `${ofEndpoint} --query primaryKey`,
    AMLToken: `${ofEndpoint} --query accessToken`,
    AADToken: 'az account get-access-token --resource https://ml.azure.com --query accessToken',
  };
  const command = commands[authModeOf(address)];
  if (command === undefined) return undefined;
  return {
    address: `${new URL('/v2/models/model/infer', url).href} -H "authorization: Bearer $(${command} -o tsv)"`,
    binaryHeader: (jsonBytes) => `Inference-Header-Content-Length: ${jsonBytes}`,
  };
}

function authModeOf(address: EndpointReference['address']): string {
  if (typeof address !== 'object' || address === null || !('authMode' in address)) return '';
  return typeof address.authMode === 'string' ? address.authMode : '';
}
