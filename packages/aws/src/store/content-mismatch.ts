import { TorchrelayError } from '@torchrelay/core';
import type { RangeSource } from '@torchrelay/core/target';

/** @throws TorchrelayError `CONTENT_MISMATCH` unless what was read is what the source announced */
export function checkContent({
  key,
  source,
  bytes,
  sha256,
}: {
  readonly key: string;
  readonly source: RangeSource;
  readonly bytes: number;
  readonly sha256: string;
}): void {
  const isSame = source.sha256 === undefined || source.sha256 === sha256;
  if (bytes === source.size && isSame) return;
  throw new TorchrelayError({
    code: 'CONTENT_MISMATCH',
    message: `What was read for ${key} is not what was announced: ${bytes} of ${source.size} bytes, SHA-256 ${sha256.slice(0, 12)}….`,
    hint: 'The model file may have changed while it was sent. Run the command again.',
    recovery: 'retry',
  });
}
