import { posix } from 'node:path';
import type { Markdown, Token } from '../markdown/markdown-it.ts';

interface Place {
  /** The page, relative to the repository. */
  readonly page: string;
  /** The repository's address; where a clone does not know it, what would lead there is plain text. */
  readonly repository: string | undefined;
}

/** Pages link to files outside docs/ as GitHub shows them; on the website these lead into the repository. */
export function repositoryLinks(markdown: Markdown, { repository }: Omit<Place, 'page'>): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    const page = `docs/${env.relativePath ?? ''}`;
    for (const { children } of tokens) moveLinks(children ?? [], { page, repository });
  });
}

export function moveLinks(tokens: readonly Token[], { page, repository }: Place): void {
  let isText = false;
  for (const token of tokens) {
    if (token.type === 'link_close' && isText) token.tag = 'span';
    if (token.type !== 'link_open') continue;
    const file = fileOf({ target: token.attrGet('href') ?? '', page });
    isText = file !== undefined && repository === undefined;
    if (file === undefined) continue;
    if (!isText) token.attrSet('href', `${repository}/blob/main/${file}`);
    else Object.assign(token, { tag: 'span', attrs: null });
  }
}

/** The file of the repository that a page links to; none where the link stays on the website or leaves us. */
export function fileOf({
  target,
  page,
}: {
  readonly target: string;
  readonly page: string;
}): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/i.test(target)) return undefined;
  const file = posix.join(posix.dirname(page), target);
  return file.startsWith('docs/') && /\.md(?:#|$)/.test(file) ? undefined : file;
}
