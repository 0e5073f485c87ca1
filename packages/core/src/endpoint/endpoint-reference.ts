import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { isSignature } from '../package/manifest.ts';
import type { Json } from '../target/json.ts';
import type { Signature } from '../target/signature.ts';

/**
 * All that is needed to send requests to an endpoint, as plain data without a secret: store it, send it,
 * and `connect` with it anywhere, also in an app that may only invoke.
 */
export interface EndpointReference {
  readonly version: 1;
  readonly provider: string;
  readonly scope: string;
  readonly name: string;
  readonly address: Json;
  readonly signature: Signature;
  /** Where a browser or curl would send requests, where there is such a place. */
  readonly url?: string;
}

/** @throws TorchrelayError `REFERENCE_INVALID` */
export function checkReference(value: EndpointReference, provider: string): EndpointReference {
  if (typeof value !== 'object' || value === null) throw invalid('is not one');
  if (value.version !== 1)
    throw invalid(`has version ${String(value.version)}; this torchrelay reads 1`);
  if (value.provider !== provider)
    throw invalid(`is for the target "${value.provider}", not "${provider}"`);
  if (typeof value.name === 'string' && isSignature(value.signature)) return value;
  throw invalid('lacks a name or a signature');
}

function invalid(problem: string): TorchrelayError {
  return new TorchrelayError({
    code: 'REFERENCE_INVALID',
    message: `The endpoint reference ${problem}.`,
    hint: 'Connect with the target and the version that made it.',
  });
}
