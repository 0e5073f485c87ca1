import type { Flavour, WireHeaders } from './messages.ts';
import { WireError, type WireErrorCode } from './wire-error.ts';

const lengthHeader = 'Inference-Header-Content-Length';
const sagemakerType = 'application/vnd.sagemaker-triton.binary+json;json-header-size=';

/** The headers of a body whose first `jsonLength` bytes are JSON, and the rest, if any, tensors. */
export function contentHeaders({
  flavour,
  jsonLength,
  hasBinary,
}: {
  flavour: Flavour;
  jsonLength: number;
  hasBinary: boolean;
}): Record<string, string> {
  if (!hasBinary) return { 'Content-Type': 'application/json' };
  return flavour === 'sagemaker'
    ? { 'Content-Type': `${sagemakerType}${jsonLength}` }
    : { 'Content-Type': 'application/octet-stream', [lengthHeader]: String(jsonLength) };
}

/** How many bytes of a body are JSON: all of it, unless the headers say less. */
export function readJsonLength({
  flavour,
  headers,
  byteLength,
  code,
}: {
  flavour: Flavour;
  headers: WireHeaders;
  byteLength: number;
  code: WireErrorCode;
}): number {
  const text = flavour === 'sagemaker' ? sagemakerLength(headers) : header(headers, lengthHeader);
  if (text === undefined) return byteLength;
  const length = /^\d+$/.test(text) ? Number(text) : NaN;
  if (length <= byteLength) return length;
  const place = flavour === 'sagemaker' ? 'json-header-size in the content type' : lengthHeader;
  throw new WireError({
    code,
    message: `Expected ${place} to be a whole number from 0 to ${byteLength}, the length of the body, got ${JSON.stringify(text.slice(0, 40))}.`,
    hint: 'It is the length in bytes of the JSON in front of the binary tensors.',
  });
}

function sagemakerLength(headers: WireHeaders): string | undefined {
  const contentType = header(headers, 'Content-Type');
  if (!contentType?.toLowerCase().startsWith(sagemakerType)) return undefined;
  return contentType.slice(sagemakerType.length).trim();
}

function header(headers: WireHeaders, name: string): string | undefined {
  const lowerCase = name.toLowerCase();
  // As Node hands them out.
  const direct = headers[lowerCase];
  if (typeof direct === 'string') return direct;
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === lowerCase) ?? [];
  return typeof value === 'string' ? value : value?.[0];
}
