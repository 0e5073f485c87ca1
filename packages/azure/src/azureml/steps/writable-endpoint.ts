import type { OnlineEndpoint } from '../schemas.ts';

/** Azure writes them, and takes none of them back. */
const readOnly: ReadonlySet<string> = new Set(['id', 'name', 'type', 'systemData']);
const readOnlyProperties: ReadonlySet<string> = new Set([
  'provisioningState',
  'scoringUri',
  'swaggerUri',
  // Never shown; to send the empty place back could clear it.
  'keys',
]);

/** An endpoint as it was read, in the form in which it is written back in full: nothing that anybody has set is lost. */
export function writableEndpoint(endpoint: OnlineEndpoint): OnlineEndpoint {
  const { properties, ...rest } = without(endpoint, readOnly);
  return {
    ...rest,
    ...(rest.identity && { identity: writable(rest.identity) }),
    properties: without(properties, readOnlyProperties),
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
