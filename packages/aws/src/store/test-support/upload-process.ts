// A process that uploads, to be killed meanwhile, or to be measured. Says when a part has arrived, and at the end the
// most memory that it had.
import { setFlagsFromString } from 'node:v8';

import { hashSource } from '@torchrelay/core/target-utils';

import type { S3StoreSettings } from '../s3-settings.ts';
import { s3Store } from '../s3-store.ts';
import { generatedSource } from './generated-source.ts';

interface Task {
  readonly settings: S3StoreSettings;
  readonly key: string;
  readonly size: number;
  readonly seed: number;
}

// As the command does.
setFlagsFromString('--semi-space-growth-factor=1');

const { settings, key, size, seed } = JSON.parse(process.argv[2] ?? '') as Task;
const source = generatedSource(size, seed, { reuse: true });
const sha256 = await hashSource(source);
const onProgress = (bytes: number): void => console.log(`sent ${bytes}`);
await s3Store(settings).doWrite(key, { ...source, sha256 }, { onProgress }, {});
console.log(JSON.stringify({ peakKibibytes: process.resourceUsage().maxRSS }));
