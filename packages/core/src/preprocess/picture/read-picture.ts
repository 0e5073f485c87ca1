import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import { WireError } from '../../open-inference/wire-error.ts';
import { inputError } from '../input-error.ts';
import { ImageFile, type Picture } from './image-input.ts';

/** More than any picture within the limit on pixels needs. */
const largestFile = 256 * 2 ** 20;

/**
 * The bytes of a picture's file.
 *
 * @param place for errors
 * @throws WireError `BAD_INPUT`
 */
export async function readPicture({
  picture,
  place,
  stringsArePaths,
}: {
  readonly picture: Picture;
  readonly place: string;
  readonly stringsArePaths: boolean;
}): Promise<Uint8Array> {
  if (picture instanceof Uint8Array) return picture;
  if (ImageFile.isInstance(picture)) return readFile(picture.path, place);
  if (typeof picture !== 'string') return new Uint8Array(await picture.arrayBuffer());
  if (!stringsArePaths) throw noPath(place);
  return readFile(picture, place);
}

async function readFile(path: string, place: string): Promise<Uint8Array> {
  if (/^(?:https?|data|file|blob|s3|az|gs):/i.test(path)) throw isAddress(path, place);
  try {
    // A pipe without a writer would keep us waiting for one.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) throw unreadable({ path, place, problem: 'is no file' });
    if (stats.size > largestFile)
      throw unreadable({ path, place, problem: `is larger than ${largestFile / 2 ** 20} MiB` });
    return await file.readFile();
  } catch (cause) {
    throw describe(cause, { path, place });
  }
}

function describe(cause: unknown, { path, place }: { path: string; place: string }): unknown {
  if (WireError.isInstance(cause) || !(cause instanceof Error)) return cause;
  const isAbsent = 'code' in cause && cause.code === 'ENOENT';
  const problem = isAbsent ? 'does not exist' : `cannot be read (${cause.message})`;
  return unreadable({ path, place, problem, cause });
}

function unreadable({
  path,
  place,
  problem,
  cause,
}: {
  path: string;
  place: string;
  problem: string;
  cause?: unknown;
}): Error {
  return inputError({
    place,
    problem: `${JSON.stringify(path)} ${problem}`,
    hint: 'A string is the path of a picture, relative to the current folder. Bytes of one can be given too.',
    cause,
  });
}

function isAddress(path: string, place: string): Error {
  return inputError({
    place,
    problem: `${JSON.stringify(path.slice(0, 60))} is an address, and only paths and bytes are read`,
    hint: 'Fetch it yourself, and give the bytes: new Uint8Array(await response.arrayBuffer())',
  });
}

function noPath(place: string): Error {
  return inputError({
    place,
    problem: 'got a string, and strings are not taken as paths here',
    hint: 'Give the bytes of the picture; or imageFile(path), where the path is your own.',
  });
}
