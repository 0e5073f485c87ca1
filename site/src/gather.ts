import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the pages lie that become the website: docs/, and what is generated. */
export const pagesFolder: string = fileURLToPath(new URL('../.cache/pages', import.meta.url));

const docs = fileURLToPath(new URL('../../docs', import.meta.url));

/** Copies docs/ afresh: VitePress finds its own packages only from below this folder. */
export function gatherPages(): void {
  rmSync(pagesFolder, { recursive: true, force: true });
  mkdirSync(pagesFolder, { recursive: true });
  cpSync(docs, pagesFolder, { recursive: true });
}
