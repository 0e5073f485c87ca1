/** A picture in memory. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Bytes of one pixel: grey, or red, green, blue. */
  readonly channels: 1 | 3;
  /** Row by row. */
  readonly data: Uint8Array;
}
