// Holds what the packages export against the reports in packages/*/api, so that every change of it is seen in review.
// With --write the reports are made anew: `npm run api`. Build first.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openRepository } from '../repository/repository.ts';
import { isReportKept } from './make-report.ts';
import { publicEntries } from './public-entries.ts';
import { undocumented } from './undocumented.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const write = process.argv.includes('--write');

for (const { folder, types, report } of openRepository(root).packages.flatMap(publicEntries)) {
  const kept = join(root, report);
  if (!existsSync(join(root, folder, types))) {
    fail(`${folder}/${types} is missing: \`npm run build\` makes it.`);
    continue;
  }
  if (!write && !existsSync(kept)) fail(`${report} is missing.`);
  else if (!isReportKept({ folder: join(root, folder), types, kept, write }) && !write)
    fail(`What ${folder} exports is not what ${report} says.`);
  for (const name of existsSync(kept) ? undocumented(readFileSync(kept, 'utf8')) : [])
    fail(`${folder} exports ${name}, and no comment of it says what it is.`);
}
if (process.exitCode === 1) console.log('\nhint: `npm run api` writes the reports; look at them.');

function fail(problem: string): void {
  console.log(`- ${problem}`);
  process.exitCode = 1;
}
