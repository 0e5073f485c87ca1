import type { TokenCredential } from '@azure/identity';
import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { type AzureCloud, machineLearningScopeOf } from '../../cloud/azure-clouds.ts';
import type { MlClient } from '../client/ml-client.ts';
import type { EndpointKeys, EndpointToken } from '../schemas.ts';

/** What lets a request in: kept in memory alone, and in no message. */
export interface EndpointTokens {
  readonly tokenFor: (
    endpoint: { readonly name: string; readonly authMode: string },
    call: Call,
  ) => Promise<string>;
  /** Of an endpoint that did not let it in: its keys may have been changed. */
  readonly forget: (name: string) => void;
}

/** Tokens of Azure ML say when they are to be renewed; keys never end. */
const forever = Number.POSITIVE_INFINITY;

interface Kept {
  readonly token: string;
  readonly until: number;
}

export function endpointTokens({
  client,
  credential,
  cloud,
  now = Date.now,
}: {
  readonly client: MlClient;
  readonly credential: () => Promise<TokenCredential>;
  readonly cloud: AzureCloud;
  readonly now?: () => number;
}): EndpointTokens {
  const kept = new Map<string, Kept>();
  const scope = machineLearningScopeOf(cloud);

  async function ask(name: string, authMode: string, call: Call): Promise<Kept> {
    const attempt = `Cannot ask the endpoint ${name}`;
    const path = `onlineEndpoints/${name}`;
    if (authMode === 'Key') {
      const request = { method: 'POST', path: `${path}/listKeys`, attempt } as const;
      const { body } = await client.send<EndpointKeys>(request, call);
      return { token: body.primaryKey ?? '', until: forever };
    }
    const request = { method: 'POST', path: `${path}/token`, attempt } as const;
    const { body } = await client.send<EndpointToken>(request, call);
    return { token: body.accessToken ?? '', until: (body.refreshAfterTimeUtc ?? 0) * 1000 };
  }

  return {
    async tokenFor({ name, authMode }, call) {
      if (authMode === 'AADToken')
        return entraToken({ name, credential: await credential(), scope, call });
      const known = kept.get(name);
      if (known !== undefined && known.until > now()) return known.token;
      const fresh = await ask(name, authMode, call);
      kept.set(name, fresh);
      return fresh.token;
    },
    forget: (name) => void kept.delete(name),
  };
}

/** The library keeps it, and renews it in time. */
async function entraToken({
  name,
  credential,
  scope,
  call: { abortSignal },
}: {
  readonly name: string;
  readonly credential: TokenCredential;
  readonly scope: string;
  readonly call: Call;
}): Promise<string> {
  const options = abortSignal === undefined ? {} : { abortSignal };
  const found = await credential.getToken(scope, options);
  if (found !== null) return found.token;
  throw new TorchrelayError({
    code: 'NO_CREDENTIALS',
    message: `Cannot ask the endpoint ${name}: nobody is signed in to Azure here.`,
    hint: 'Sign in: az login.',
  });
}
