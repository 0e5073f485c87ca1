import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { pagesFolder } from '../src/gather.ts';
import { repositoryLinks } from '../src/links/repository-links.ts';
import { slugOf } from '../src/links/slug.ts';
import { repositoryAddress } from '../src/links/repository-address.ts';
import { navigation, sidebar } from './navigation.ts';

const repository = repositoryAddress();

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
    config: (markdown) => void markdown.use(repositoryLinks, { repository }),
  },
  // Long lists have their entries in the search, and not in the margin.
  transformPageData: ({ relativePath }) =>
    /^reference\/(?:commands|errors)/.test(relativePath) ? { frontmatter: { outline: 2 } } : {},
  themeConfig: {
    nav: navigation,
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    ...(repository !== undefined && { socialLinks: [{ icon: 'github', link: repository }] }),
  },
});
