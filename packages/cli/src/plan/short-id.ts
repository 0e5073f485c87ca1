/** How many of a digest's letters tell it apart. */
const digestLength = 12;

/** Digests cut to what a person compares. */
export function shortId(text: string): string {
  return text.replaceAll(/(?:sha256:)?([0-9a-f]{64})/g, (_, hex: string) =>
    hex.slice(0, digestLength),
  );
}
