import type { Deployment } from '../target/serving.ts';
import type { Signature } from '../target/signature.ts';
import type { EndpointReference } from './endpoint-reference.ts';

export function referenceOf({
  live,
  provider,
  signature,
}: {
  readonly live: Deployment;
  readonly provider: string;
  readonly signature: Signature;
}): EndpointReference {
  const { scope, name, address, url } = live;
  return {
    version: 1,
    provider,
    scope,
    name,
    address,
    signature,
    ...(url !== undefined && { url }),
  };
}
