import { tensorError, type TensorSite } from './tensor-site.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Joins the elements of a BYTES tensor: each its length, 4 bytes little-endian, and its bytes. */
export function joinBytesElements(elements: readonly (string | Uint8Array)[]): Uint8Array {
  const encoded = elements.map((element) =>
    typeof element === 'string' ? encoder.encode(element) : element,
  );
  const bytes = new Uint8Array(encoded.reduce((sum, element) => sum + 4 + element.byteLength, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const element of encoded) {
    view.setUint32(offset, element.byteLength, true);
    bytes.set(element, offset + 4);
    offset += 4 + element.byteLength;
  }
  return bytes;
}

/** The elements of a BYTES tensor, as views of its bytes. */
export function splitBytesElements({
  site,
  bytes,
  count,
}: {
  site: TensorSite;
  bytes: Uint8Array;
  /** The element count of the shape. */
  count: number;
}): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.byteLength) {
    const end =
      offset + 4 <= bytes.byteLength ? offset + 4 + view.getUint32(offset, true) : Infinity;
    if (end > bytes.byteLength) {
      throw tensorError({
        site,
        problem: `BYTES element ${elements.length} reaches beyond the ${bytes.byteLength} bytes of the tensor`,
        hint: 'Write each element as its length, 4 bytes little-endian, and then its bytes.',
      });
    }
    elements.push(bytes.subarray(offset + 4, end));
    offset = end;
  }
  if (elements.length !== count) {
    throw tensorError({
      site,
      problem: `expected ${count} BYTES elements, got ${elements.length}`,
    });
  }
  return elements;
}

/** The elements of a BYTES tensor as text, which is how PyTorch and JSON know them. */
export function decodeBytesElements(options: {
  site: TensorSite;
  bytes: Uint8Array;
  count: number;
}): string[] {
  return splitBytesElements(options).map((element, index) => {
    try {
      return decoder.decode(element);
    } catch (cause) {
      throw tensorError({
        site: options.site,
        problem: `BYTES element ${index} is not UTF-8 text`,
        hint: 'Use the binary encoding and infer(), which leave the bytes as they are.',
        cause,
      });
    }
  });
}
