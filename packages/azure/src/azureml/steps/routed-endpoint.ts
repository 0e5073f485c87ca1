import type { Shares } from '../native.ts';
import type { OnlineEndpoint } from '../schemas.ts';
import { writableEndpoint } from './writable-endpoint.ts';

/** What is to be set, in per cent. What is not named stays as it is. */
export interface Route {
  readonly traffic: Shares;
  /** Copies of requests, for a deployment without traffic. */
  readonly mirror: Shares;
}

/** Whether the traffic is so already. */
export function isRoutedSo(endpoint: OnlineEndpoint, { traffic, mirror }: Route): boolean {
  const { traffic: now, mirrorTraffic: copied } = endpoint.properties;
  return (
    Object.entries(traffic).every(([name, share]) => (now?.[name] ?? 0) === share) &&
    Object.keys(traffic).every((name) => (copied?.[name] ?? 0) === (mirror[name] ?? 0))
  );
}

/**
 * The endpoint as it was read, with other traffic. What others have set stays, the shares and the mirrored traffic of
 * deployments that are not named too.
 */
export function routedEndpoint(
  endpoint: OnlineEndpoint,
  { traffic, mirror }: Route,
): OnlineEndpoint {
  const { properties, ...rest } = writableEndpoint(endpoint);
  const { traffic: now, mirrorTraffic: copied } = properties;
  return {
    ...rest,
    properties: {
      ...properties,
      traffic: { ...unnamed(now, traffic), ...positive(traffic) },
      ...((copied !== undefined || Object.keys(mirror).length > 0) && {
        mirrorTraffic: { ...unnamed(copied, traffic), ...positive(mirror) },
      }),
    },
  };
}

function unnamed(shares: Shares = {}, named: Shares): Shares {
  return Object.fromEntries(Object.entries(shares).filter(([name]) => !(name in named)));
}

/** Azure shows no shares of nothing. */
function positive(shares: Shares): Shares {
  return Object.fromEntries(Object.entries(shares).filter(([, share]) => share > 0));
}
