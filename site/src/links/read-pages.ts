import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repository: string = fileURLToPath(new URL('../../..', import.meta.url));

/** A Markdown file that people read. */
export interface Page {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
}

/** docs/, and every README that is kept. */
export function readPages(): Page[] {
  const files = globSync(
    ['*.md', 'docs/**/*.md', '{bench,e2e,examples,packages,site,stand-ins,tools}/**/README.md'],
    { cwd: repository, exclude: (name) => /(?:^|\/)(?:node_modules|dist|\.cache)$/.test(name) },
  );
  return files.map((file) => ({ file, text: readFileSync(`${repository}${file}`, 'utf8') }));
}
