/** What is written on the endpoint, which outlives releases. */
export type EndpointTags = {
  readonly name: string;
  readonly store: string;
};

/** What is written on everything that is made for one release. */
export type ReleaseTags = EndpointTags & {
  readonly spec: string;
  readonly package: string;
  readonly offer: string;
};

type Strings = Readonly<Record<string, string>>;

const prefix = 'torchrelay:';

/** @param more the user's own */
export function tagsOf(ours: EndpointTags | ReleaseTags, more: Strings = {}): Strings {
  const own = Object.entries(ours).map(([key, value]) => [prefix + key, value]);
  return { ...more, ...Object.fromEntries(own) };
}

/** `undefined` for what is not ours, or lost a tag. */
export function readEndpointTags(tags: Strings | null | undefined): EndpointTags | undefined {
  const [name, store] = [tags?.[`${prefix}name`], tags?.[`${prefix}store`]];
  return name === undefined || store === undefined ? undefined : { name, store };
}

export function readReleaseTags(tags: Strings | null | undefined): ReleaseTags | undefined {
  const endpoint = readEndpointTags(tags);
  const [spec, packageDigest, offer] = ['spec', 'package', 'offer'].map(
    (key) => tags?.[prefix + key],
  );
  if (endpoint === undefined || spec === undefined) return undefined;
  if (packageDigest === undefined || offer === undefined) return undefined;
  return { ...endpoint, spec, package: packageDigest, offer };
}
