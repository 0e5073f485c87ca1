/** A share of 1 as a bar of at most `width` cells; anything above nothing shows at least a trace. */
export function drawBar({
  share,
  width,
  blocks,
}: {
  readonly share: number;
  readonly width: number;
  /** From empty to full: the last cell takes one between. */
  readonly blocks: readonly string[];
}): string {
  const steps = blocks.length - 1;
  const filled = Math.round(Math.min(1, share) * width * steps);
  const shown = share > 0 && width > 0 ? Math.max(1, filled) : 0;
  const full = (blocks[steps] ?? '').repeat(Math.floor(shown / steps));
  return full + (blocks[shown % steps] ?? '');
}
