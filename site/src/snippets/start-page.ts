import { readPages } from '../links/read-pages.ts';
import { type Block, findBlocks } from './find-blocks.ts';

const page = 'docs/start.md';

/** The blocks of the page that everybody reads first. */
export function startBlocks(): Block[] {
  return readPages()
    .filter(({ file }) => file === page)
    .flatMap(findBlocks);
}

/** The Python on it, which makes a model. */
export function startModel(): string {
  const block = startBlocks().find(({ language }) => language === 'python');
  if (block === undefined) throw new Error(`${page} has no Python any more.`);
  return block.code;
}
