import { open } from 'node:fs/promises';
import { tinyBytes, tinyState } from './tiny-model.ts';
import { writeArchive } from './write-archive.ts';
import { dict, global, object, pickle, storage, tensor } from './write-pickle.ts';

const columns = 1024;

/**
 * Writes a model whose weights are a hole: as long as asked for, a few KiB on disk.
 *
 * @returns the shape of its only parameter, and where its bytes start
 */
export async function writeLargeFile(
  file: string,
  weightBytes: number,
): Promise<{ shape: readonly number[]; fileOffset: number }> {
  const shape = [weightBytes / 4 / columns, columns];
  const fileOffset = 64;
  const head = writeArchive({ records: [{ name: 'tiny/data/0', bytes: '' }] }).subarray(
    0,
    fileOffset,
  );
  const base = fileOffset + weightBytes;
  const rest = restOf({ shape, weightBytes, base });
  await using handle = await open(file, 'w');
  await handle.write(head, 0, head.byteLength, 0);
  await handle.write(rest, 0, rest.byteLength, base);
  return { shape, fileOffset };
}

/** The other records and a directory that says where the weights are. */
function restOf({
  shape,
  weightBytes,
  base,
}: {
  shape: readonly number[];
  weightBytes: number;
  base: number;
}): Uint8Array {
  const from = storage({ elements: weightBytes / 4 });
  const state = dict({ ...tinyState, weight: tensor({ shape, from }) });
  const weights = {
    absent: true,
    wide: true,
    headerOffset: 0,
    declaredBytes: weightBytes,
    declaredStoredBytes: weightBytes,
  };
  return tinyBytes({
    data: pickle(object(global('__torch__', 'Tiny'), state)),
    change: {
      'data.pkl': { wide: true },
      'code/__torch__.py': { wide: true },
      'constants.pkl': { wide: true },
      'data/0': weights,
      version: { wide: true },
    },
    archive: { base },
  });
}
