/** The process that `spawnServer` starts, published as `dist/server.js`. */
import './server/main.ts';
