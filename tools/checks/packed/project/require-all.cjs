// CommonJS has the same packages: Node 22.12 and later require() what is ESM.
const assert = require('node:assert/strict');
const { publicEntries } = require('./public-entries.mjs');

for (const entry of publicEntries()) assert.equal(typeof require(entry), 'object', entry);

const { TorchrelayError } = require('@torchrelay/core');
assert.ok(new TorchrelayError({ code: 'X', message: 'x', hint: 'x' }) instanceof Error);
