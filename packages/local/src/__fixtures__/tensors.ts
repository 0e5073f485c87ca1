import type { WireTensor } from '@torchrelay/core';

export function float32(
  name: string,
  shape: readonly number[],
  values: readonly number[],
): WireTensor {
  return { name, datatype: 'FP32', shape, bytes: bytesOf(Float32Array.from(values)) };
}

export function int64(
  name: string,
  shape: readonly number[],
  values: readonly number[],
): WireTensor {
  return { name, datatype: 'INT64', shape, bytes: bytesOf(BigInt64Array.from(values, BigInt)) };
}

export function numbersOf({ bytes }: WireTensor): number[] {
  return [...new Float32Array(Uint8Array.from(bytes).buffer)];
}

/** The same numbers every time, none of them round. */
export function someNumbers(count: number, seed = 1): number[] {
  return Array.from({ length: count }, (_, index) => Math.sin((index + 1) * 12.9898 * seed) * 3);
}

function bytesOf({ buffer }: { readonly buffer: ArrayBuffer }): Uint8Array {
  return new Uint8Array(buffer);
}
