/** Uploads random-looking bytes until its process is killed. Arguments: settings as JSON, key, size, seed. */
import { blobStore } from '../blob-store.ts';
import { seededSource } from './random-source.ts';

const [settings = '{}', key = '', size = '0'] = process.argv.slice(2);
await blobStore(JSON.parse(settings)).doWrite(key, seededSource(Number(size)), {}, {});
