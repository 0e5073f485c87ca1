import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { pagesFolder } from '../src/gather.ts';
import { plainTranscripts } from '../src/markdown/plain-transcripts.ts';
import { repositoryLinks } from '../src/links/repository-links.ts';
import { slugOf } from '../src/links/slug.ts';
import { repositoryAddress } from '../src/links/repository-address.ts';
import { navigation, sidebar } from './navigation.ts';

const repository = repositoryAddress();
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 8h8m-3-4 4 4-4 4" fill="none" stroke="#e25b2c" stroke-width="2.4"/><circle cx="13.4" cy="8" r="1.6" fill="#e25b2c"/></svg>';

export default defineConfig({
  title: 'torchrelay',
  description: 'A TorchScript file goes in, a working endpoint comes out.',
  // GitHub serves a project's pages below its name.
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: pagesFolder,
  outDir: fileURLToPath(new URL('../dist', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../.cache/vitepress', import.meta.url)),
  rewrites: { 'README.md': 'index.md' },
  cleanUrls: true,
  metaChunk: true,
  // The bundler is older than our TypeScript settings.
  vite: { esbuild: { tsconfigRaw: {} } },
  markdown: {
    anchor: { slugify: slugOf },
    config: (markdown) => void markdown.use(repositoryLinks, { repository }).use(plainTranscripts),
  },
  // Long lists have their entries in the search, and not in the margin.
  transformPageData: ({ relativePath }) =>
    /^reference\/(?:commands|errors)/.test(relativePath) ? { frontmatter: { outline: 2 } } : {},
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  themeConfig: {
    nav: navigation,
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    ...(repository !== undefined && { socialLinks: [{ icon: 'github', link: repository }] }),
  },
});
