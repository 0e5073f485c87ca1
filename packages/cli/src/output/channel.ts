import type { Environment } from '../command-line/command-context.ts';
import { createStyle, type Style, wantsColour } from './style.ts';

/** One of the two streams that a command writes to. */
export interface Channel {
  readonly isTerminal: boolean;
  /** How wide lines may be; 80 where nobody knows. */
  readonly columns: number;
  readonly style: Style;
  /** Without what would move the cursor: names in models and log lines are anybody's. */
  line(text: string): void;
  /** As it is, for lines that are drawn again. */
  write(text: string): void;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The widest that is still comfortable to read. */
const widest = 120;

export function openChannel({
  stream,
  environment,
}: {
  readonly stream: Stream;
  readonly environment: Environment;
}): Channel {
  const isTerminal = stream.isTTY === true;
  return {
    isTerminal,
    columns: Math.min((isTerminal && stream.columns) || 80, widest),
    style: createStyle({ isColoured: wantsColour({ isTerminal, environment }) }),
    line: (text) => void stream.write(`${withoutControls(text)}\n`),
    write: (text) => void stream.write(text),
  };
}

/** How wide the lines of a table may be: whoever pipes them somewhere wants them whole. */
export function columnsFor({ isTerminal, columns }: Channel): number {
  return isTerminal ? columns : Number.POSITIVE_INFINITY;
}

const controls = /(\p{Cc})(\[[\d;]*m)?/gu;

/** Colours, line breaks and tabs may stay. */
function withoutControls(text: string): string {
  return text.replaceAll(controls, (found, control: string, colour: string | undefined) => {
    const isColour = control === '\u001B' && colour !== undefined;
    return isColour || control === '\n' || control === '\t' ? found : `\uFFFD${colour ?? ''}`;
  });
}
