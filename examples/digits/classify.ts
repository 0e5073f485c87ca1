import type { CallOptions, Endpoint } from '@torchrelay/core';

import { type Digit, PIXELS } from './digit.ts';

/** What `train.py` saves: with it, TypeScript checks what is sent and knows what comes back. */
export type DigitClassifier = {
  readonly inputs: { readonly image: 'FP32' };
  readonly outputs: { readonly scores: 'FP32' };
};

export interface Prediction {
  readonly digit: Digit;
  readonly predicted: number;
}

/** What one request brought. */
export interface Answer {
  /** In the order of the digits. */
  readonly predictions: readonly Prediction[];
  readonly latencyInMs: number;
}

const CLASSES = 10;

/** Asks about one digit or many in a single request. */
export async function classify(
  endpoint: Pick<Endpoint<DigitClassifier>, 'predict'>,
  digits: readonly Digit[],
  options: CallOptions = {},
): Promise<Answer> {
  const image = intoBatch(digits);
  const startedAt = performance.now();
  const { scores } = await endpoint.predict({ image }, options);
  const latencyInMs = performance.now() - startedAt;
  const predictions = digits.map((digit, row) => ({
    digit,
    predicted: indexOfLargest(scores.data.subarray(row * CLASSES, (row + 1) * CLASSES)),
  }));
  return { predictions, latencyInMs };
}

export function isRight({ digit: { label }, predicted }: Prediction): boolean {
  return predicted === label;
}

/** Image after image. The endpoint knows the shape of one, and so how many there are. */
function intoBatch(digits: readonly Digit[]): Float32Array {
  const batch = new Float32Array(digits.length * PIXELS);
  for (const [row, { pixels }] of digits.entries()) batch.set(pixels, row * PIXELS);
  return batch;
}

function indexOfLargest(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}
