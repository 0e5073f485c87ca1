const units: readonly (readonly [name: string, inMs: number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * How long ago something was true: `now`, `5 minutes ago`, `3 months ago`.
 *
 * @param asOf ISO 8601
 * @param now milliseconds since 1970
 */
export function formatAge(asOf: string, now: number): string {
  const age = now - Date.parse(asOf);
  const found = units.find(([, inMs]) => age >= inMs);
  if (found === undefined) return 'now';
  const count = Math.floor(age / found[1]);
  return `${count} ${found[0]}${count === 1 ? '' : 's'} ago`;
}
