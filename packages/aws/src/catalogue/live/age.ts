const hour = 3_600_000;

/** `3 days old`, `1 hour old`: how old an answer is, for people. */
export function ageOf(asOf: string, now: number): string {
  const hours = Math.max(0, Math.floor((now - Date.parse(asOf)) / hour));
  const [count, unit] = hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} old`;
}
