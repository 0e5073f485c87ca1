/** How well it went at one step. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

const WIDTH = 720;
const HEIGHT = 280;
const LEFT = 48;
const BOTTOM = 36;
const TOP = 28;
const RIGHT = 16;

/** A loss curve as a picture that reads on white and on black. */
export function curveSvg(points: readonly CurvePoint[], title: string): string {
  const most = Math.ceil(Math.max(...points.map(({ loss }) => loss)) * 2) / 2;
  const steps = Math.max(...points.map(({ step }) => step));
  const x = (step: number): number => LEFT + (step / steps) * (WIDTH - LEFT - RIGHT);
  const y = (loss: number): number => TOP + (1 - loss / most) * (HEIGHT - TOP - BOTTOM);
  const line = points.map(({ step, loss }) => `${round(x(step))},${round(y(loss))}`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12" fill="#808080">`,
    `<title>${title}</title>`,
    ...ticks(most, 0.5).map((loss) => level(loss, y(loss))),
    ...ticks(steps, 100).map((step) => label(String(step), x(step), HEIGHT - 18, 'middle')),
    label('step', WIDTH - RIGHT, HEIGHT - 2, 'end'),
    label('loss', 4, 12, 'start'),
    `<polyline points="${line}" fill="none" stroke="#3b82f6" stroke-width="2" stroke-linejoin="round"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function ticks(most: number, every: number): readonly number[] {
  return Array.from({ length: Math.floor(most / every) + 1 }, (_, index) => index * every);
}

function level(loss: number, at: number): string {
  const rule = `<path d="M${LEFT} ${round(at)}H${WIDTH - RIGHT}" stroke="#808080" stroke-opacity="0.25"/>`;
  return rule + label(loss.toFixed(1), LEFT - 8, at + 4, 'end');
}

function label(text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${text}</text>`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
