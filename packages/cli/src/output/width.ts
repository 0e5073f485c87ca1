/** Columns that a text takes, colours aside. Names in models are ASCII as good as always. */
export function widthOf(text: string): number {
  return text.replaceAll(/\p{Cc}\[[\d;]*m/gu, '').length;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Cut in the end where it is too long. For texts without colours. */
export function truncate(text: string, width: number, more = '…'): string {
  if (text.length <= width) return text;
  return text.slice(0, Math.max(0, width - more.length)) + more;
}

/** Broken at spaces, so that each line has at most `width` columns where words allow it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(joined) > width) {
      lines.push(line);
      line = word;
    } else line = joined;
  }
  return [...lines, line];
}
