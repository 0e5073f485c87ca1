import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { repository } from '../links/read-pages.ts';
import { configPage } from './config-page.ts';
import { readInterfaces } from './read-interfaces.ts';

const source = readFileSync(`${repository}packages/cli/src/config/config.ts`, 'utf8');

test('the page of the config file is what its types give: write it anew with npm run docs:write', async () => {
  const page = configPage(readInterfaces(source));
  await expect(page).toMatchFileSnapshot('../../../docs/reference/config.md');
});

test('each key stands there with its type, what it says and what is taken without it', () => {
  const interfaces = readInterfaces(`
    export interface DeploymentConfig {
      /**
       * Of each: \`{ x: 1 }\`,
       * or <two>.
       * @defaultValue 'a|b'
       */
      readonly input?: Readonly<Record<string, string>> | readonly string[];
    }
  `);
  expect(configPage(interfaces)).toContain(
    "| `input` | `Record<string, string> \\| string[]` | Of each: `{ x: 1 }`, or \\<two>. By default 'a\\|b'. |",
  );
});
