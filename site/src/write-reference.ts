// Writes docs/reference/ anew, by `npm run docs:write`. Tests compare the pages of commands and errors with the source; that of
// permissions takes two stand-ins, as long as a test of its own, and is made here alone.
import { writeFileSync } from 'node:fs';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { commandPage } from './commands/command-page.ts';
import { errorEntries, errorPage } from './errors/error-page.ts';
import { codesOfSource } from './errors/source-files.ts';
import { repository } from './links/read-pages.ts';
import { askPolicies } from './permissions/ask-policies.ts';
import { permissionPage } from './permissions/permission-page.ts';

const trainingFolder = `${repository}examples/digits/train`;
const pages = {
  commands: commandPage(commands),
  errors: errorPage(errorEntries(codesOfSource())),
  permissions: permissionPage(await askPolicies({ trainingFolder })),
};
for (const [name, text] of Object.entries(pages)) {
  writeFileSync(`${repository}docs/reference/${name}.md`, text);
}
