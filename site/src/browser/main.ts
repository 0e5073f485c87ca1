// Looks at the built website in a real Chromium, at the width of a desktop and of a phone: nothing to scroll sideways, no
// complaint on the console, nothing loaded from elsewhere, and a search that finds. Not in CI, which has no browser.
import { once } from 'node:events';
import { globSync, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { startSiteServer } from './site-server.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const pictures = fileURLToPath(new URL('../../.cache/screens', import.meta.url));
const widths = { desktop: 1280, phone: 390 } as const;

mkdirSync(pictures, { recursive: true });
const server = startSiteServer(dist);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const origin = `http://127.0.0.1:${port}`;
await using browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

const problems: string[] = [];
for (const [device, width] of Object.entries(widths)) {
  await using context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type()))
      tell(`${device}: ${page.url()}: ${line.text()}`);
  });
  page.on('pageerror', (error) => tell(`${device}: ${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) tell(`${device}: ${page.url()} loads ${request.url()}`);
  });
  for (const path of pagesOf(dist)) await look(page, { path, device });
  await search(page, device);
}
server.close();
for (const problem of problems) console.log(`- ${problem}`);
console.log(`${pagesOf(dist).length} pages at two widths, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

function tell(problem: string): void {
  problems.push(problem);
}

function pagesOf(folder: string): string[] {
  return globSync('**/*.html', { cwd: folder })
    .filter((file) => file !== '404.html')
    .map((file) => `/${file.replace(/(?:index)?\.html$/, '')}`);
}

async function look(page: Page, { path, device }: { path: string; device: string }): Promise<void> {
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  // A text, since this file is compiled for Node, which has no document.
  const [content = 0, window = 0] = await page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  if (content > window) tell(`${device}: ${path} is ${content} wide, of ${window}`);
  const name = path.replaceAll('/', '-').slice(1) || 'index';
  await page.screenshot({ path: `${pictures}/${device}-${name}.png` });
}

async function search(page: Page, device: string): Promise<void> {
  await page.goto(origin, { waitUntil: 'networkidle' });
  await page.locator('#local-search button').click();
  await page.locator('#localsearch-input').fill('STALE_PLAN');
  await page.locator('.results .result').first().waitFor();
  await page.screenshot({ path: `${pictures}/${device}-search.png` });
  await page.locator('.results .result').first().click();
  await page.locator('h3#stale_plan').waitFor();
}
