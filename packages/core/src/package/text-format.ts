/** A string as protobuf's text format wants it: quoted, and what is not printable ASCII as octal bytes. */
export function quoteText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `"${Array.from(bytes, escapeByte).join('')}"`;
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '"' || character === '\\') return `\\${character}`;
  const isPrintable = byte >= 0x20 && byte < 0x7f;
  // Always three digits, so that a digit that follows is never taken as a part of it.
  return isPrintable ? character : `\\${byte.toString(8).padStart(3, '0')}`;
}
