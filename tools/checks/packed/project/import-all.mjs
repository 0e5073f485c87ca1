// Everything that the installed packages export can be imported, and gives something.
import assert from 'node:assert/strict';
import { publicEntries } from './public-entries.mjs';

for (const entry of publicEntries()) {
  const names = Object.keys(await import(entry));
  // The contract is types alone.
  assert.equal(names.length > 0, entry !== '@torchrelay/core/target', entry);
}
