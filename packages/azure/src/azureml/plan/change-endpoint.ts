import { TorchrelayError } from '@torchrelay/core';
import type { Change, Json, ServeSpec, Step } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';
import type { AzureMlNative, NativeEndpoint } from '../native.ts';
import { nativeStep } from './native-step.ts';

/** What the settings say of an endpoint. What is left out is kept as it is. */
export type WantedEndpoint = Pick<AzureMlSettings, 'auth' | 'identity' | 'publicAccess' | 'tags'>;

/** Azure's words for the ways in. */
export const authModes = { key: 'Key', aad_token: 'AADToken', aml_token: 'AMLToken' } as const;

/** Brings an endpoint that is there to what the settings say. Its other properties stay. */
export function changeEndpoint(
  { name }: ServeSpec,
  { auth, publicAccess, tags = {} }: WantedEndpoint,
  endpoint: NativeEndpoint,
): readonly Step[] {
  const wanted: Record<string, Json | undefined> = {
    authMode: auth && authModes[auth],
    publicNetworkAccess: publicAccess === undefined ? undefined : access(publicAccess),
  };
  const changed = Object.entries(wanted).flatMap(([path, after]) => {
    const before = endpoint[path as 'authMode' | 'publicNetworkAccess'];
    return after === undefined || after === before ? [] : [{ path, before, after }];
  });
  const tagged = Object.entries(tags).filter(([key, value]) => endpoint.tags[key] !== value);
  if (changed.length + tagged.length === 0) return [];
  const changes: readonly Change[] = [
    ...changed,
    ...tagged.map(([key, after]) => ({
      path: `tags.${key}`,
      before: endpoint.tags[key] ?? null,
      after,
    })),
  ];
  return [
    nativeStep({
      action: 'update',
      kind: 'endpoint',
      target: name,
      inputs: {
        properties: Object.fromEntries(changed.map(({ path, after }) => [path, after])),
        tags: Object.fromEntries(tagged),
      },
      changes,
      methods: ['GET', 'PUT'],
    }),
  ];
}

export function access(isPublic: boolean): 'Enabled' | 'Disabled' {
  return isPublic ? 'Enabled' : 'Disabled';
}

/**
 * Whether the endpoint has to be made again: Azure never changes an endpoint's identity.
 *
 * @throws TorchrelayError where that would leave a gap which nobody has agreed to
 */
export function mustReplace(
  { name, strategy }: ServeSpec,
  { identity }: WantedEndpoint,
  { endpoint, others }: AzureMlNative,
): boolean {
  if (endpoint === null || identity === undefined || endpoint.state === 'Deleting') return false;
  const has = endpoint.identities;
  if (has.length === 1 && has[0]?.toLowerCase() === identity.toLowerCase()) return false;
  if (strategy === 'recreate' && others.length === 0) return true;
  throw new TorchrelayError({
    code: 'ENDPOINT_IDENTITY_FIXED',
    message: `The endpoint ${name} has ${has.length === 0 ? 'an identity that Azure has made for it' : `the identity ${has.join(', ')}`}, not ${identity}, and Azure changes no endpoint’s identity.`,
    hint:
      others.length === 0
        ? 'Leave the setting out, give another name, or let the endpoint be made again (it is gone for a while, and its keys for good): --strategy recreate'
        : `Leave the setting out, or give another name: ${others.join(', ')} on this endpoint are not torchrelay’s, so it is not made again.`,
    data: { name, identity, identities: has },
  });
}
