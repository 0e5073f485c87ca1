// Writes docs/reference/permissions.md. Its stand-ins take as long as a test, so it is not made anew in each run of CI.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { askPolicies } from './ask-policies.ts';
import { permissionPage } from './permission-page.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const policies = await askPolicies({ trainingFolder: `${repository}examples/digits/train` });
writeFileSync(`${repository}docs/reference/permissions.md`, permissionPage(policies));
