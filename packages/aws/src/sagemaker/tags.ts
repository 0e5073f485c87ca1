/** What is written on everything of ours. */
export type OurTags = {
  readonly name: string;
  readonly spec: string;
  readonly package: string;
  readonly offer: string;
  readonly store: string;
  /** On an endpoint of which a change is watched by alarms of ours: what they watch, with spaces between. */
  readonly alarms?: string;
  /** On what belongs to an endpoint that answers through S3: `async`. */
  readonly mode?: string;
  /** On a configuration: the types of its pool, the first choice first, with spaces between. */
  readonly pool?: string;
};

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const prefix = 'torchrelay:';

export const alarmsTagKey: string = `${prefix}alarms`;

/** @param more the user's own */
export function tagsOf(ours: OurTags, more: Readonly<Record<string, string>> = {}): Tag[] {
  const theirs = Object.entries(more).map(([Key, Value]) => ({ Key, Value }));
  const own = Object.entries(ours).map(([key, value]) => ({ Key: prefix + key, Value: value }));
  return [...own, ...theirs];
}

/** `undefined` for what is not ours, or lost a tag. */
export function readTags(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): OurTags | undefined {
  const read = (key: string): string | undefined =>
    tags.find((tag) => tag.Key === prefix + key)?.Value;
  const [name, spec, packageDigest, offer, store] = [
    'name',
    'spec',
    'package',
    'offer',
    'store',
  ].map(read);
  if (name === undefined || spec === undefined || packageDigest === undefined) return undefined;
  if (offer === undefined || store === undefined) return undefined;
  const [alarms, mode, pool] = [read('alarms'), read('mode'), read('pool')];
  return {
    name,
    spec,
    package: packageDigest,
    offer,
    store,
    ...(alarms !== undefined && { alarms }),
    ...(mode !== undefined && { mode }),
    ...(pool !== undefined && { pool }),
  };
}

export function poolTags(types: readonly string[]): readonly Tag[] {
  return types.length === 0 ? [] : [{ Key: `${prefix}pool`, Value: types.join(' ') }];
}

/** Whether a configuration may run on a type, though another was the first choice. */
export function hasInPool({ pool = '' }: OurTags, instanceType: string): boolean {
  return pool.split(' ').includes(instanceType);
}
