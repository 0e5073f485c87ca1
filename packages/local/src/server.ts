/** The process that `spawnServer` starts, published as `dist/server.js`. */
import { countBodiesAsHeap } from './server/count-bodies-as-heap.ts';
import { serveProcess } from './server/main.ts';

countBodiesAsHeap();
await serveProcess();
