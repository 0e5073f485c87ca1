/**
 * A program that starts a server and then does nothing, so that tests can kill it.
 * Arguments: runtime directory, Python, mode, package.
 */
import { spawnServer } from '../server/spawn-server.ts';

const [runtimeDirectory = '', python = '', mode = '', packageDirectory = ''] =
  process.argv.slice(2);
const server = await spawnServer({
  runtimeDirectory,
  python,
  mode: mode === 'detached' ? mode : 'attached',
});
await server.control.createDeployment({ id: 'only', packageDirectory, workers: 1, threads: 1 });
await server.control.setTraffic('only');
if (mode === 'leaves') process.exitCode = 0;
else setInterval(() => {}, 1000);
