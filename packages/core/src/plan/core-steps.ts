import { keys } from '../store/keys.ts';
import type { Release } from '../release/release-log.ts';
import type { ServeSpec } from '../target/serving.ts';
import type { Step } from '../target/step.ts';

const uploadKind = 'package';
const recordKind = 'release';
const storedKind = 'stored objects';

/** Brings the package to the store. */
export function uploadStep({ package: reference }: ServeSpec): Step {
  const size = reference.entries.reduce((sum, entry) => sum + entry.size, 0);
  return {
    id: `package/${reference.digest}`,
    action: 'upload',
    kind: uploadKind,
    target: reference.digest,
    after: [],
    inputs: { package: reference.digest, prefix: reference.prefix },
    changes: [{ path: 'size', after: size }],
    permissions: [],
  };
}

/** Asks what is live, where the provider's plan does not. */
export function verifyStep({
  want: { name, digest },
  after,
}: {
  readonly want: ServeSpec;
  readonly after: readonly Step[];
}): Step {
  return {
    id: `verification/${name}`,
    action: 'verify',
    kind: 'endpoint',
    target: name,
    after: after.map(({ id }) => id),
    inputs: { release: digest, beforeTraffic: false },
    changes: [],
    permissions: [],
  };
}

/** Writes the release into the history, last of all. */
export function recordStep({
  want,
  latest,
  after,
}: {
  readonly want: ServeSpec;
  readonly latest: Release | undefined;
  readonly after: readonly Step[];
}): Step {
  const number = (latest?.number ?? 0) + 1;
  return {
    id: `release/${want.name}/${number}`,
    action: 'record',
    kind: recordKind,
    target: keys.release(want.name, number),
    after: after.map(({ id }) => id),
    inputs: { number, spec: want.digest },
    changes: [
      {
        path: 'spec',
        ...(latest === undefined ? {} : { before: latest.spec.digest }),
        after: want.digest,
      },
    ],
    permissions: [],
  };
}

/** Removes the history of a name, and the packages that no other name refers to. */
export function forgetStep({
  name,
  after,
}: {
  readonly name: string;
  readonly after: readonly Step[];
}): Step {
  return {
    id: `history/${name}`,
    action: 'delete',
    kind: storedKind,
    target: keys.nameFolder(name),
    after: after.map(({ id }) => id),
    inputs: {},
    changes: [],
    permissions: [],
  };
}

/** Steps that core carries out itself; all others are the provider's. */
export function isCoreStep({ action, kind }: Step): boolean {
  return action === 'upload' || action === 'record' || action === 'verify' || kind === storedKind;
}
