import type { Channel } from './channel.ts';
import type { Symbols } from './symbols.ts';
import { truncate } from './width.ts';

/** One line at the bottom that says what goes on, and lines above it that stay. */
export interface StatusLine {
  /** What goes on now; drawn again while it does. Nothing where nobody watches. */
  update(text: () => string): void;
  /** A line that stays. */
  print(line: string): void;
  /** Ends what goes on. */
  clear(): void;
}

const frameInMs = 100;
const clearLine = '\r\u001B[K';

/** Forty lines of our own, because a list of spinners is a dependency and a tenth of a second to load. */
export function openStatusLine(err: Channel, { spinner, more }: Symbols): StatusLine {
  let text: (() => string) | undefined;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  function draw(): void {
    if (text === undefined) return;
    const sign = spinner[(frame += 1) % spinner.length] ?? '';
    const line = truncate(text(), err.columns - sign.length - 2, more);
    err.write(`${clearLine}${err.style.cyan(sign)} ${line}`);
  }

  function clear(): void {
    clearInterval(timer);
    timer = undefined;
    if (text !== undefined) err.write(clearLine);
    text = undefined;
  }

  return {
    clear,
    update(current) {
      if (!err.isTerminal) return;
      text = current;
      timer ??= setInterval(draw, frameInMs).unref();
      draw();
    },
    print(line) {
      if (text !== undefined) err.write(clearLine);
      err.line(line);
      draw();
    },
  };
}
