/** One sign for each value, the higher the larger; a blank for what nobody measured. */
export function drawSparkline(
  values: readonly (number | undefined)[],
  levels: readonly string[],
): string {
  const known = values.filter((value) => value !== undefined);
  const most = Math.max(0, ...known);
  return values
    .map((value) =>
      value === undefined ? ' ' : (levels[levelOf(value, most, levels.length)] ?? ''),
    )
    .join('');
}

/** From nothing, so that what doubles looks twice as high; the least that is not nothing still shows. */
function levelOf(value: number, most: number, count: number): number {
  if (value <= 0 || most <= 0) return 0;
  return Math.max(1, Math.round((value / most) * (count - 1)));
}
