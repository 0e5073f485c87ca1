const LEVELS = '▁▂▃▄▅▆▇█';

/** The course of the loss, a sign for each value. */
export function drawLosses(losses: readonly number[]): string {
  const most = Math.max(...losses);
  return losses.map((loss) => LEVELS[Math.round((loss / most) * (LEVELS.length - 1))]).join('');
}
