// Writes docs/reference/ anew, by `npm run docs:write`. Tests compare the pages with their sources.
import { readFileSync, writeFileSync } from 'node:fs';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { commandPage } from './commands/command-page.ts';
import { configPage } from './config/config-page.ts';
import { readInterfaces } from './config/read-interfaces.ts';
import { errorEntries, errorPage } from './errors/error-page.ts';
import { codesOfSource } from './errors/source-files.ts';
import { repository } from './links/read-pages.ts';
import { askPolicies } from './permissions/ask-policies.ts';
import { permissionPage } from './permissions/permission-page.ts';

const trainingFolder = `${repository}examples/digits/train`;
const configTypes = readFileSync(`${repository}packages/cli/src/config/config.ts`, 'utf8');
const pages = {
  commands: commandPage(commands),
  config: configPage(readInterfaces(configTypes)),
  errors: errorPage(errorEntries(codesOfSource())),
  permissions: permissionPage(await askPolicies({ trainingFolder })),
};
for (const [name, text] of Object.entries(pages)) {
  writeFileSync(`${repository}docs/reference/${name}.md`, text);
}
