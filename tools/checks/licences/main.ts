// Holds THIRD_PARTY.md against the licences of what users install with our packages. With --write it is made anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../published/run.ts';
import { licencePage, type Licences, notPermissive } from './licence-page.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = join(root, 'THIRD_PARTY.md');
const { stdout, problem } = run({
  command: ['pnpm', '--filter', './packages/*', 'licenses', 'list', '--prod', '--json'],
  folder: root,
});
if (problem !== undefined) throw new Error(problem);
const licences = JSON.parse(stdout) as Licences;

if (process.argv.includes('--write')) writeFileSync(page, licencePage(licences));
const kept = existsSync(page) ? readFileSync(page, 'utf8') : '';
for (const name of notPermissive(licences)) fail(`${name} is not permissive.`);
if (kept !== licencePage(licences))
  fail('THIRD_PARTY.md is not what is installed: `npm run licences` writes it.');

function fail(text: string): void {
  console.log(`- ${text}`);
  process.exitCode = 1;
}
