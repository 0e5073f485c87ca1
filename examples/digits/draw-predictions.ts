import { isRight, type Prediction } from './classify.ts';
import { type Digit, SIDE } from './digit.ts';

export interface DrawOptions {
  /** As `getColorDepth()` of a terminal says it: 1 for no colours, 8 for 256, 24 for all. */
  readonly colorDepth: number;
}

// Two characters make a pixel about square.
const CELL = 2;
const GAP = '   ';
const SHADES = [' ', '░', '▒', '▓', '█'];

/** Digits side by side; below, what each is, and what the model took it for if that is something else. */
export function drawPredictions(
  predictions: readonly Prediction[],
  options: DrawOptions,
): readonly string[] {
  const images = predictions.map(({ digit }) => drawDigit(digit, options));
  const rows = Array.from({ length: SIDE }, (_, row) => images.map((lines) => lines[row]));
  const lines = [...rows, predictions.map(captionOf)];
  return lines.map((cells) => cells.join(GAP));
}

export function drawDigit(
  { pixels }: Pick<Digit, 'pixels'>,
  { colorDepth }: DrawOptions,
): readonly string[] {
  const draw = painterFor(colorDepth);
  return Array.from({ length: SIDE }, (_, row) => {
    const line = Array.from(pixels.subarray(row * SIDE, (row + 1) * SIDE));
    return line.map((pixel) => draw(pixel / 16)).join('');
  });
}

/** One right prediction of each of several digits, and a wrong one, if there is any. */
export function pickSome(predictions: readonly Prediction[], count: number): readonly Prediction[] {
  const wrong = predictions.filter((prediction) => !isRight(prediction)).slice(0, 1);
  const right = new Map(predictions.filter(isRight).map((each) => [each.predicted, each]));
  return [...right.values()].slice(0, count - wrong.length).concat(wrong);
}

/** From ink, 0 to 1, to characters. */
function painterFor(colorDepth: number): (ink: number) => string {
  if (colorDepth >= 24) return (ink) => paint(`2;${Array(3).fill(scale(ink, 255)).join(';')}`);
  // The greys among the 256 colours are 232 to 255.
  if (colorDepth >= 8) return (ink) => paint(`5;${232 + scale(ink, 23)}`);
  return (ink) => SHADES[scale(ink, SHADES.length - 1)]?.repeat(CELL) ?? '';
}

function scale(ink: number, largest: number): number {
  return Math.round(ink * largest);
}

function paint(background: string): string {
  return `\x1b[48;${background}m${' '.repeat(CELL)}\x1b[0m`;
}

function captionOf({ digit: { label }, predicted }: Prediction): string {
  const caption = label === predicted ? `${label}` : `${label}, taken for ${predicted}`;
  return caption.padEnd(SIDE * CELL);
}
