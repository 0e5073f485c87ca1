import type { OnlineEndpoint } from '../schemas.ts';

/** Which deployments' traffic goes where, in per cent. */
export interface Route {
  /** Empty where it goes nowhere. */
  readonly to: string;
  readonly share: number;
  /** Those of ours that lose it. */
  readonly from: readonly string[];
}

/** Azure writes them, and takes none of them back. */
const readOnly: ReadonlySet<string> = new Set(['id', 'name', 'type', 'systemData']);
const readOnlyProperties: ReadonlySet<string> = new Set([
  'provisioningState',
  'scoringUri',
  'swaggerUri',
  // Never shown; to send the empty place back could clear it.
  'keys',
]);

/**
 * The endpoint as it was read, with other traffic. What others have set stays: identity, tags, the shares and the
 * mirrored traffic of deployments that are not ours. A deployment cannot have both kinds of traffic.
 */
export function routedEndpoint(
  endpoint: OnlineEndpoint,
  { to, share, from }: Route,
): OnlineEndpoint {
  const { properties, ...rest } = without(endpoint, readOnly);
  const kept = without(properties, readOnlyProperties);
  const ours = new Set([...from, to]);
  const theirs = Object.entries(properties.traffic ?? {}).filter(([name]) => !ours.has(name));
  const mirrored = Object.entries(properties.mirrorTraffic ?? {}).filter(
    ([name]) => !ours.has(name),
  );
  return {
    ...rest,
    ...(rest.identity && { identity: writable(rest.identity) }),
    properties: {
      ...kept,
      traffic: Object.fromEntries(to === '' ? theirs : [...theirs, [to, share]]),
      ...(properties.mirrorTraffic !== undefined && {
        mirrorTraffic: Object.fromEntries(mirrored),
      }),
    },
  };
}

type Identity = NonNullable<OnlineEndpoint['identity']>;

/** Azure adds the ids of principals, which it does not take back either. */
function writable({ type, userAssignedIdentities }: Identity): Identity {
  if (userAssignedIdentities === undefined || userAssignedIdentities === null) return { type };
  const names = Object.keys(userAssignedIdentities);
  return { type, userAssignedIdentities: Object.fromEntries(names.map((name) => [name, {}])) };
}

/** Also without what Azure writes as `null`: it is not set. */
function without<Part extends object>(part: Part, keys: ReadonlySet<string>): Part {
  const entries = Object.entries(part).filter(([key, value]) => !keys.has(key) && value !== null);
  return Object.fromEntries(entries) as Part;
}
