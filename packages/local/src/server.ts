/** The process that `spawnServer` starts, published as `dist/server.js`. */
import { serveProcess } from './server/main.ts';

await serveProcess();
