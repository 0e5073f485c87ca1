import { describe, expect, test } from 'vitest';
import { sidebar } from '../../.vitepress/navigation.ts';
import { anchorsOf, deadLinks, linksOf } from './check-links.ts';
import { readPages } from './read-pages.ts';
import type { Token } from '../markdown/markdown-it.ts';
import { fileOf, moveLinks } from './repository-links.ts';
import { repositoryAddress } from './repository-address.ts';
import { slugOf } from './slug.ts';

const pages = readPages();

test('every link of every page leads to a file and a heading that there are', () => {
  expect(deadLinks(pages)).toEqual([]);
});

test('every page of docs/ has its place in the margin of the website, and every place has its page', () => {
  const written = pages
    .map(({ file }) => /^docs\/(.+)\.md$/.exec(file)?.[1])
    .filter((page) => page !== undefined && page !== 'README');
  const placed = sidebar
    .flatMap((group) => [group, ...(group.items ?? [])])
    .flatMap(({ link }) => (link === undefined ? [] : [link.slice(1)]))
    .filter((link) => link !== 'reference/api/');
  expect(new Set(placed)).toEqual(new Set(written));
});

describe('a link', () => {
  test('is found in text and pictures, and not in code', () => {
    const text = '[a](x.md#b) `[no](n.md)` ![c](<y.svg>) [d](https://e.f)\n```md\n[g](h.md)\n```\n';
    expect(linksOf(text)).toEqual(['x.md#b', 'y.svg']);
  });

  test('to nothing is told with its page', () => {
    const text = '# Title\n[a](#title) [b](#other) [c](gone.md) [d](../README.md#no-such)';
    expect(deadLinks([{ file: 'docs/x.md', text }, ...pages])).toEqual(
      expect.arrayContaining([
        'docs/x.md links to #other, and there is no such heading.',
        'docs/x.md links to gone.md, which is not there.',
        'docs/x.md links to ../README.md#no-such, and there is no such heading.',
      ]),
    );
  });

  test('out of docs/ leads into the repository, others stay', () => {
    const page = 'docs/reference/errors.md';
    expect(fileOf({ target: '../../bench/README.md#upload', page })).toBe('bench/README.md#upload');
    expect(fileOf({ target: '../../examples/plan.ts', page })).toBe('examples/plan.ts');
    for (const target of ['../aws.md#changes', 'commands.md', '#x', '/aws', 'https://a.b']) {
      expect(fileOf({ target, page })).toBeUndefined();
    }
  });

  test('into a repository of unknown address is plain text', () => {
    const link = (): Token[] => {
      const attributes = { href: '../bench/README.md' };
      const token = {
        children: null,
        info: '',
        attrs: attributes,
        attrGet: () => attributes.href,
        attrSet: (_: string, value: string) => void (attributes.href = value),
      };
      return [
        { ...token, type: 'link_open', tag: 'a' },
        { ...token, type: 'link_close', tag: 'a' },
      ];
    };
    const unknown = link();
    moveLinks(unknown, { page: 'docs/aws.md', repository: undefined });
    expect(unknown.map(({ tag }) => tag)).toEqual(['span', 'span']);
    expect(unknown[0]?.attrs).toBeNull();
    const known = link();
    moveLinks(known, { page: 'docs/aws.md', repository: 'https://example.com/r' });
    expect(known[0]?.attrs).toEqual({ href: 'https://example.com/r/blob/main/bench/README.md' });
  });
});

test('headings have the anchors that GitHub gives them', () => {
  expect(slugOf('How it’s known: 100 %, `a_b`')).toBe('how-its-known-100--a_b');
  expect([...anchorsOf('# A b\n## A b\n```sh\n# no\n```\n### [C](d.md)\n')]).toEqual([
    'a-b',
    'a-b-1',
    'c',
  ]);
});

test('the repository’s address is that of the workflow, else that of package.json', () => {
  const workflow = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b' };
  expect(repositoryAddress(workflow, {})).toBe('https://github.com/a/b');
  const repository = { url: 'git+https://example.com/a/b.git' };
  expect(repositoryAddress({}, { repository })).toBe('https://example.com/a/b');
  expect(repositoryAddress({}, {})).toBeUndefined();
});
