/** What is measured, as data. */

export type Encoding = 'json' | 'binary';

export interface Model {
  readonly name: string;
  /** Of one example. */
  readonly shape: readonly number[];
  readonly roundInMs: number;
}

export interface Case {
  readonly model: Model;
  readonly encoding: Encoding;
  readonly clients: number;
}

/** What to measure, and how thoroughly. */
export interface Scope {
  readonly models: readonly Model[];
  readonly encodings: readonly Encoding[];
  readonly clients: readonly number[];
  readonly rounds: number;
}

const mlp: Model = { name: 'mlp', shape: [64], roundInMs: 500 };
const encoder: Model = { name: 'encoder', shape: [32, 768], roundInMs: 600 };
const cnn: Model = { name: 'cnn', shape: [3, 224, 224], roundInMs: 800 };

export const complete: Scope = {
  models: [mlp, encoder, cnn],
  encodings: ['json', 'binary'],
  clients: [1, 8, 32],
  rounds: 7,
};

export const quick: Scope = {
  models: [mlp, encoder],
  encodings: ['json', 'binary'],
  clients: [1, 8],
  rounds: 1,
};

export function casesOf(model: Model, { encodings, clients }: Scope): Case[] {
  return (
    encodings
      .flatMap((encoding) => clients.map((count) => ({ model, encoding, clients: count })))
      // 32 clients with 1.6 MB of text each measure the memory more than any server.
      .filter((item) => !(item.model === cnn && item.encoding === 'json' && item.clients > 8))
  );
}
