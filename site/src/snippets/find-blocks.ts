import type { Page } from '../links/read-pages.ts';

/** A fenced block of code in a page. */
export interface Block {
  readonly file: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  /** What stands behind the language: `ts fails=TS2322`. */
  readonly words: readonly string[];
  readonly code: string;
}

const fence = /^( *)```(\S*)([^\n]*)\n([^]*?)^\1```\s*$/gm;

export function findBlocks({ file, text }: Page): Block[] {
  return [...text.matchAll(fence)].map(
    ({ index, 2: language = '', 3: info = '', 4: code = '' }) => ({
      file,
      line: text.slice(0, index).split('\n').length + 1,
      language,
      words: info.trim().split(/\s+/).filter(Boolean),
      code,
    }),
  );
}
