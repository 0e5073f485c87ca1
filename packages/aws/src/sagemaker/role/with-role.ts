import type { Deployment, ServeSpec, Step } from '@torchrelay/core/target';

import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { grantsDigest, grantsOf } from './grants.ts';
import type { NativeRole } from './observe-role.ts';
import { roleNameOf } from './role-name.ts';

export const roleKind = 'execution role';

/** What is known of the role that was made: `hidden` from who may not ask, absent where there is none. */
type KnownRole = NativeRole | 'hidden' | undefined;

/** Adds what was found of a role; one without a deployment is a leftover of its own. */
export function deploymentWithRole({
  found,
  role,
  name,
  scope,
  region,
}: {
  readonly found: Deployment | undefined;
  readonly role: NativeRole | 'hidden' | null;
  readonly name: string;
  readonly scope: string;
  readonly region: string;
}): Deployment | undefined {
  if (role === null) return found;
  if (role === 'hidden') return found && { ...found, native: { ...nativeOf(found), role } };
  const base: Deployment = found ?? {
    name,
    scope,
    state: 'leftovers',
    resources: [],
    storeLocation: role.store,
    address: { region },
    native: { endpoint: null, configs: [], models: [] },
  };
  return {
    ...base,
    resources: [...base.resources, { kind: roleKind, id: role.arn, state: 'made' }],
    native: { ...nativeOf(base), role },
  };
}

function nativeOf({ native }: Deployment): { readonly [name: string]: Deployment['native'] } {
  return native as { readonly [name: string]: Deployment['native'] };
}

function knownRole(live: Deployment | undefined): KnownRole {
  return live && (nativeOf(live)['role'] as KnownRole);
}

/**
 * The role around the other steps: made before anything that names it, removed after everything that did. Pure.
 * Where a role is given, one that was made earlier is no longer needed.
 */
export function stepsWithRole(
  steps: readonly Step[],
  {
    want,
    live,
    settings,
  }: {
    readonly want: ServeSpec | undefined;
    readonly live: Deployment | undefined;
    readonly settings: SagemakerSettings;
  },
): readonly Step[] {
  const role = knownRole(live);
  if (want === undefined || settings.role !== undefined) {
    return isMade(role) ? [...steps, deleteRole(role)] : steps;
  }
  const grants = grantsDigest(grantsOf(want, settings));
  if (isMade(role))
    return role.grants === grants ? steps : [makeRole('update', want, settings), ...steps];
  // Whoever may not look may not make one either: what stands was made by somebody who may.
  const isThere = role === 'hidden' && (live?.resources.length ?? 0) > 0;
  return isThere ? steps : [makeRole('create', want, settings), ...steps];
}

function isMade(role: KnownRole): role is NativeRole {
  return role !== undefined && role !== 'hidden';
}

const writing: readonly string[] = ['iam:PutRolePolicy', 'iam:TagRole'];

function makeRole(action: 'create' | 'update', want: ServeSpec, settings: SagemakerSettings): Step {
  const role = roleNameOf(want.name, want.offer.region);
  const grants = grantsOf(want, settings);
  return {
    id: `${action} ${roleKind} ${role}`,
    action,
    kind: roleKind,
    target: role,
    after: [],
    inputs: { name: want.name, grants },
    changes: [
      { path: 'takenOnBy', after: 'sagemaker.amazonaws.com' },
      { path: 'reads', after: 'packages of the store, and the image' },
      { path: 'writes', after: `the log of ${want.name}` },
      ...(grants.vpc ? [{ path: 'joins', after: 'the network that is given' }] : []),
      ...(grants.kmsKeyId === null ? [] : [{ path: 'uses', after: grants.kmsKeyId }]),
      ...(grants.topics ?? []).map((topic) => ({ path: 'tells', after: topic })),
    ],
    permissions: action === 'create' ? ['iam:CreateRole', ...writing] : writing,
  };
}

function deleteRole({ role, name }: NativeRole): Step {
  return {
    id: `delete ${roleKind} ${role}`,
    action: 'delete',
    kind: roleKind,
    target: role,
    after: [],
    inputs: { name },
    changes: [],
    permissions: ['iam:DeleteRolePolicy', 'iam:DeleteRole'],
  };
}
