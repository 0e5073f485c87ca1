import { expect, test } from 'vitest';
import { repository } from '../links/read-pages.ts';
import { askPolicies } from './ask-policies.ts';
import { permissionPage } from './permission-page.ts';

test('the page of permissions is what plans ask for: write it anew with npm run docs:write', async () => {
  const policies = await askPolicies({ trainingFolder: `${repository}examples/digits/train` });
  const page = permissionPage(policies);
  await expect(page).toMatchFileSnapshot('../../../docs/reference/permissions.md');
});
