import { splitBytesElements } from './bytes-elements.ts';
import { type Datatype, datatypeBytes } from './datatype.ts';
import { elementCount, formatIndex, formatShape, type Shape } from './shape.ts';
import { tensorError, type TensorSite } from './tensor-site.ts';

/** Checks that the bytes of a tensor are what its datatype and shape say. */
export function checkElements({
  site,
  datatype,
  shape,
  bytes,
}: {
  site: TensorSite;
  datatype: Datatype;
  shape: Shape;
  bytes: Uint8Array;
}): void {
  const count = elementCount(shape);
  const size = datatypeBytes(datatype);
  if (size === undefined) {
    splitBytesElements({ site, bytes, count });
    return;
  }
  if (bytes.byteLength !== count * size) {
    throw tensorError({
      site,
      problem: `expected ${count * size} bytes for shape ${formatShape(shape)} of ${datatype}, got ${bytes.byteLength}`,
    });
  }
  if (datatype === 'BOOL') checkBooleans({ site, shape, bytes });
}

/** Any other byte would be a bool that is neither true nor false to PyTorch. */
function checkBooleans({
  site,
  shape,
  bytes,
}: {
  site: TensorSite;
  shape: Shape;
  bytes: Uint8Array;
}): void {
  const index = bytes.findIndex((byte) => byte > 1);
  if (index < 0) return;
  throw tensorError({
    site,
    problem: `expected element ${formatIndex({ index, shape })} to be the byte 0 or 1 (BOOL), got ${bytes[index]}`,
  });
}
