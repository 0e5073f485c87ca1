const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** The text that a Python string literal stands for, as PyTorch prints them: octal for other bytes. */
export function stringValue(literal: string): string {
  const quote = literal.slice(0, 1);
  const width = literal.startsWith(quote.repeat(3)) && literal.length >= 6 ? 3 : 1;
  const body = literal.slice(width, -width);
  if (!body.includes('\\')) return body;
  const bytes = body.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|([^]))/g, (_, octal, hex, char) =>
    unescape({ octal, hex, char }),
  );
  return decodeBytes(bytes);
}

function unescape({
  octal,
  hex,
  char,
}: {
  octal: string | undefined;
  hex: string | undefined;
  char: string | undefined;
}): string {
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  return char === undefined ? '' : (escapes[char] ?? char);
}

/** Escapes name the bytes of UTF-8 one by one. */
function decodeBytes(text: string): string {
  if (/[\u0100-\uffff]/.test(text)) return text;
  return Buffer.from(text, 'latin1').toString('utf8');
}
