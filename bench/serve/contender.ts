import type { Encoding } from './cases.ts';

/** A request as it goes over the wire. */
export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A server that serves one model, ready to be measured. */
export interface Contender {
  readonly name: string;
  request(encoding: Encoding, example: Float32Array): Request;
  /** The numbers in an answer. */
  read(encoding: Encoding, answer: Response): Promise<Float32Array>;
}
