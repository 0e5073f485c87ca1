import type { Run } from './screen-lines.ts';

const sign = { width: 8.4, height: 19 };
const margin = 16;
const titleHeight = 34;

/** A picture of a terminal as SVG: text that can be selected, in one file that loads nothing. */
export function drawTerminal({
  command,
  lines,
  columns = 80,
}: {
  /** What was typed. */
  readonly command: string;
  readonly lines: readonly (readonly Run[])[];
  readonly columns?: number;
}): string {
  const width = Math.ceil(columns * sign.width + 2 * margin);
  const typed = `$ ${command}`
    .split('\n')
    .map((text) => [{ text, column: 0, style: ['bold' as const] }]);
  const all = [...typed, ...lines];
  const height = Math.ceil(titleHeight + all.length * sign.height + margin);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(command)}">`,
    `<style>${styles}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#16181d"/>`,
    ...[0, 1, 2].map((index) => `<circle cx="${20 + index * 18}" cy="18" r="5.5" fill="#3b3f48"/>`),
    ...all.flatMap((runs, index) => drawLine(runs, titleHeight + (index + 0.75) * sign.height)),
    '</svg>',
    '',
  ].join('\n');
}

const styles = [
  'text{font:14px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d6d9e0;white-space:pre}',
  '.bold{font-weight:700;fill:#fff}',
  '.dim{fill:#858b99}',
  '.red{fill:#ff7b72}',
  '.green{fill:#7ee787}',
  '.yellow{fill:#e3b341}',
  '.cyan{fill:#79c0ff}',
].join('');

/** Each piece is set to its columns, whatever the font's width. */
function drawLine(runs: readonly Run[], y: number): string[] {
  const pieces = runs.filter(({ text }) => text.trim() !== '');
  return pieces.map(({ text, column, style }) => {
    const shown = text.trimEnd();
    const indent = shown.length - shown.trimStart().length;
    const x = margin + (column + indent) * sign.width;
    const length = Array.from(shown.trimStart()).length * sign.width;
    const look = style.length === 0 ? '' : ` class="${style.join(' ')}"`;
    return `<text x="${round(x)}" y="${round(y)}" textLength="${round(length)}"${look}>${escape(shown.trimStart())}</text>`;
  });
}

const round = (number: number): number => Math.round(number * 10) / 10;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
