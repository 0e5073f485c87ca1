// Makes the website: docs/ as it stands, the pages of the API, and then HTML in site/dist.
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { gatherPages, pagesFolder } from './gather.ts';
import { generateApi } from './generate-api.ts';

gatherPages();
await generateApi(`${pagesFolder}/reference/api`);
await build(fileURLToPath(new URL('..', import.meta.url)));
