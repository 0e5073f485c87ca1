import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

export const SIDE = 8;
export const PIXELS: number = SIDE * SIDE;

/** A handwritten digit and what it is. */
export interface Digit {
  /** Row by row from the top left, 0 (paper) to 16 (ink). */
  readonly pixels: Float32Array;
  readonly label: number;
}

export async function readDigits(file: string | URL): Promise<readonly Digit[]> {
  return parseDigits(gunzipSync(await readFile(file)).toString());
}

/** One digit per line: its pixels and its label, separated by commas. */
export function parseDigits(csv: string): readonly Digit[] {
  return csv.trimEnd().split('\n').map(parseLine);
}

/** The images that `train.py` keeps from training: every fifth, from the first on. */
export function heldOut(digits: readonly Digit[]): readonly Digit[] {
  return digits.filter((_, index) => index % 5 === 0);
}

function parseLine(line: string, index: number): Digit {
  const values = line.split(',').map(Number);
  const pixels = Float32Array.from(values.slice(0, PIXELS));
  const label = values[PIXELS];
  const isDigit = label !== undefined && values.length === PIXELS + 1;
  if (isDigit && isIn(label, 9) && pixels.every((pixel) => isIn(pixel, 16))) {
    return { pixels, label };
  }
  throw new Error(`Line ${index + 1} is not ${PIXELS} pixels of 0 to 16 and a label of 0 to 9.`);
}

function isIn(value: number, largest: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= largest;
}
