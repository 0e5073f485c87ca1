/** Formats whose pixels are decoded as Pillow decodes them. AVIF is not among them: its decoders differ. */
const formats: readonly (readonly [name: string, starts: (bytes: Uint8Array) => boolean])[] = [
  ['JPEG', (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff])],
  ['PNG', (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['WebP', (bytes) => hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP')],
  ['GIF', (bytes) => hasText(bytes, 0, 'GIF87a') || hasText(bytes, 0, 'GIF89a')],
  ['TIFF', (bytes) => hasText(bytes, 0, 'II*\0') || hasText(bytes, 0, 'MM\0*')],
];

export const pictureFormats: readonly string[] = formats.map(([name]) => name);

/**
 * What a file is by its first bytes. Asked before any decoder sees it: libvips would also run the parsers of
 * SVG, PDF and others, which nobody sends to a model on purpose.
 */
export function pictureFormat(bytes: Uint8Array): string | undefined {
  return formats.find(([, starts]) => starts(bytes))?.[0];
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  return startsWith(bytes.subarray(offset), Array.from(Buffer.from(text, 'latin1')));
}
