/** The `torchrelay` command, in this process. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
// Only what is imported from here on comes from the cache.
const { runCommandLine } = await import('./command-line/run.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
