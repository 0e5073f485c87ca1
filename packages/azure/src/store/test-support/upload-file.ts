/** Uploads a file, and prints the most memory that it took, in bytes. Arguments: account URL, path, SHA-256. */
import { createReadStream, statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

import type { RangeSource } from '@torchrelay/core/target';

import { blobStore } from '../blob-store.ts';
import { peakMemory } from './peak-memory.ts';

// As the command does.
setFlagsFromString('--semi-space-growth-factor=1');

const [accountUrl = '', path = '', sha256 = ''] = process.argv.slice(2);

const source: RangeSource = {
  path,
  sha256,
  size: statSync(path).size,
  read: (offset, length) => createReadStream(path, { start: offset, end: offset + length - 1 }),
  // A file of the user's vouches for its digest; nobody touches this one.
  check: async () => {},
};

const store = blobStore({
  accountUrl,
  container: 'models',
  credential: { accountName: 'acct', accountKey: 'a2V5' },
});
await store.doWrite('model.pt', source, {}, {});
console.log(peakMemory());
