import type { Tag } from '../tags.ts';

/** What is written on a role. */
export type RoleTags = {
  /** Of the deployment. */
  readonly name: string;
  readonly store: string;
  /** Digest of what its policy allows; written last, so that a role without it is not finished. */
  readonly grants: string | null;
};

const prefix = 'torchrelay:';

export function roleTags(
  { name, store }: { readonly name: string; readonly store: string },
  more: Readonly<Record<string, string>> = {},
): Tag[] {
  return [
    { Key: `${prefix}name`, Value: name },
    { Key: `${prefix}store`, Value: store },
    ...Object.entries(more).map(([Key, Value]) => ({ Key, Value })),
  ];
}

export function grantsTag(grants: string): Tag {
  return { Key: `${prefix}grants`, Value: grants };
}

/** `undefined` for a role that is not ours. */
export function readRoleTags(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): RoleTags | undefined {
  const read = (key: string): string | undefined =>
    tags.find((tag) => tag.Key === prefix + key)?.Value;
  const [name, store] = [read('name'), read('store')];
  if (name === undefined || store === undefined) return undefined;
  return { name, store, grants: read('grants') ?? null };
}
