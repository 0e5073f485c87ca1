const marker: symbol = Symbol.for('torchrelay.image-file');

/** A picture file of this machine. Made by {@link imageFile}, which nobody outside of the program can. */
export class ImageFile {
  static {
    Object.defineProperty(this.prototype, marker, { value: true });
  }

  // Private, so that no object of another make passes for one in TypeScript either.
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }

  /** Works across duplicate copies of this package, where `instanceof` does not. */
  static isInstance(value: unknown): value is ImageFile {
    return typeof value === 'object' && value !== null && marker in value;
  }
}

/**
 * Says that a path is meant: also where strings are not taken as paths, as a server should have it that hands
 * on what others sent.
 */
export function imageFile(path: string): ImageFile {
  return new ImageFile(path);
}

/** One picture: the path of a file, or the bytes of one (a `Buffer` is a `Uint8Array`, an uploaded `File` a `Blob`). */
export type Picture = string | ImageFile | Uint8Array | Blob;

/** One picture, or several that are asked about at once. */
export type ImageInput = Picture | readonly Picture[];

/** The pictures of a value; `undefined` where it is a tensor: numbers, nested or not, or `{ data }`. */
export function picturesOf(value: unknown): readonly Picture[] | undefined {
  if (isPicture(value)) return [value];
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every(isPicture) ? value : undefined;
}

function isPicture(value: unknown): value is Picture {
  return (
    typeof value === 'string' ||
    ImageFile.isInstance(value) ||
    value instanceof Blob ||
    (ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]')
  );
}
