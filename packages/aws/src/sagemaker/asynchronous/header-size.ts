const quote = 0x22;
const backslash = 0x5c;
const opening = 0x7b;
const closing = 0x7d;

/**
 * Where the JSON object ends that a body begins with: behind it are the tensors' bytes. Triton says it in the
 * content's type, and what of that SageMaker keeps with an object in S3 is written nowhere.
 *
 * @returns `undefined` where the body begins with no whole object
 */
export function headerSize(body: Uint8Array): number | undefined {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (isText) {
      if (byte === backslash) index += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === opening) depth += 1;
    else if (byte === closing && (depth -= 1) === 0) return index + 1;
    if (depth === 0) return undefined;
  }
  return undefined;
}
