import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { type Page, repository } from './read-pages.ts';
import { slugOf } from './slug.ts';

/** What links lead nowhere: a file that is not there, or a heading that no page has. One sentence each. */
export function deadLinks(pages: readonly Page[]): string[] {
  const anchors = new Map(pages.map(({ file, text }) => [file, anchorsOf(text)]));
  return pages.flatMap(({ file, text }) =>
    linksOf(text).flatMap((link) => {
      const problem = problemOf({ link, file, anchors });
      return problem === undefined ? [] : [`${file} links to ${link}, ${problem}.`];
    }),
  );
}

function problemOf({
  link,
  file,
  anchors,
}: {
  readonly link: string;
  readonly file: string;
  readonly anchors: ReadonlyMap<string, ReadonlySet<string>>;
}): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : posix.join(posix.dirname(file), decodeURI(path));
  // The API's pages are made with the website; its own check looks at links into them.
  if (target.startsWith('docs/reference/api/')) return undefined;
  const known = anchors.get(target);
  if (known === undefined && !existsSync(`${repository}${target}`)) return 'which is not there';
  if (anchor === undefined) return undefined;
  if (known === undefined) return 'of whose headings nothing is known';
  return known.has(anchor) ? undefined : 'and there is no such heading';
}

/** Links and pictures, not those of code and not those that leave the repository. */
export function linksOf(text: string): string[] {
  const links = withoutCode(text).matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g);
  return [...links].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/i.test(link));
}

/** As GitHub makes them: the second of two equal headings ends in `-1`. */
export function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = withoutFences(text).matchAll(/^#{1,6} +(.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const slug = slugOf(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)|[`*]/g, '$1'));
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

function withoutFences(text: string): string {
  return text.replaceAll(/^( *)(```+)[^\n]*\n[^]*?^\1\2 *$/gm, '');
}

function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/`[^`\n]*`/g, '');
}
