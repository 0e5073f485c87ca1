import type { FileFormat } from './file-format.ts';

/** These two are zip files, which their records tell apart. */
type HeadFormat = Exclude<FileFormat, 'torchscript' | 'pt2'>;

interface Magic {
  readonly format: HeadFormat;
  readonly matches: (head: Buffer) => boolean;
}

/** How many bytes from a file's start {@link formatOfHead} wants to see. */
export const headBytes = 512;

/** In order: the surest signs first. */
const magics: readonly Magic[] = [
  {
    format: 'zip',
    matches: (head) => startsWith(head, '504b0304') || startsWith(head, '504b0506'),
  },
  {
    format: 'legacy-torch-save',
    matches: (head) => startsWith(head, '80028a0a6cfc9c46f9206aa850192e'),
  },
  { format: 'safetensors', matches: isSafetensors },
  { format: 'executorch', matches: (head) => textAt(head, 4, 'ET12') },
  { format: 'tflite', matches: (head) => textAt(head, 4, 'TFL3') },
  { format: 'gguf', matches: (head) => textAt(head, 0, 'GGUF') },
  { format: 'hdf5', matches: (head) => startsWith(head, '894844460d0a1a0a') },
  { format: 'numpy', matches: (head) => startsWith(head, '934e554d5059') },
  { format: 'gzip', matches: (head) => startsWith(head, '1f8b') },
  { format: 'tar', matches: (head) => textAt(head, 257, 'ustar') },
  { format: 'git-lfs-pointer', matches: (head) => textAt(head, 0, 'version https://git-lfs') },
  {
    format: 'html',
    matches: (head) => /^\s*<(?:!doctype html|html|head|body)/i.test(head.toString('latin1')),
  },
  { format: 'xml', matches: (head) => /^\s*<\?xml/.test(head.toString('latin1')) },
  {
    format: 'json',
    matches: (head) => /^\s*[{[]\s*["{[\]}]/.test(head.toString('latin1')) && isText(head),
  },
  { format: 'pickle', matches: isPickle },
  { format: 'text', matches: isText },
  { format: 'onnx', matches: isOnnx },
];

/** What a file is, as far as its first bytes tell. */
export function formatOfHead(bytes: Uint8Array): HeadFormat {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, headBytes));
  return magics.find(({ matches }) => matches(head))?.format ?? 'unknown';
}

function startsWith(head: Buffer, hex: string): boolean {
  return head.subarray(0, hex.length / 2).equals(Buffer.from(hex, 'hex'));
}

function textAt(head: Buffer, offset: number, text: string): boolean {
  return head.toString('latin1', offset, offset + text.length) === text;
}

/** The length of a JSON header, at most 100 MB, then the header. */
function isSafetensors(head: Buffer): boolean {
  if (head.byteLength < 10 || head[8] !== 0x7b) return false;
  return (
    head.readBigUInt64LE(0) <= 100_000_000n && /^\{\s*["}]/.test(head.toString('latin1', 8, 64))
  );
}

/** Protocol 2 to 5, and a plausible first opcode. */
function isPickle(head: Buffer): boolean {
  const [first, protocol, opcode] = head;
  if (first !== 0x80 || protocol === undefined || protocol < 2 || protocol > 5) return false;
  return (
    opcode !== undefined &&
    (opcode === 0x95 || '()]}cXKMJNG\x81\x8a\x8c\x88\x89\x8f'.includes(String.fromCharCode(opcode)))
  );
}

/** A protobuf whose first field is `ir_version`, a small number, followed by a field that ModelProto has. */
function isOnnx(head: Buffer): boolean {
  const [tag, version, next] = head;
  if (tag !== 0x08 || version === undefined || version === 0 || version > 0x20) return false;
  return next !== undefined && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next);
}

function isText(head: Buffer): boolean {
  const text = new TextDecoder().decode(head.subarray(0, -4));
  return head.byteLength > 0 && !/[\p{Cc}\ufffd]/u.test(text.replace(/\s/g, ''));
}
