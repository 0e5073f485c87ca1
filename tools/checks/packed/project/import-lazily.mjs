// Importing every package loads nothing but the packages themselves: no SDK of a cloud, and no dependency that is only
// needed later. Needs a Node with hooks for modules; the oldest has none.
import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { publicEntries } from './public-entries.mjs';

const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
for (const entry of publicEntries()) await import(entry);

const isOurs = (url) =>
  url.startsWith('node:') || /\/node_modules\/(@torchrelay\/|torchrelay\/)/.test(url);
assert.ok(loaded.length > 10);
assert.deepEqual(
  loaded.filter((url) => !isOurs(url)),
  [],
);
