/** The `torchrelay` command, in this process. */
// Imports of Node's own modules load all that they can do; the command should start in no time.
process.getBuiltinModule('node:module').enableCompileCache();
// Only what is imported from here on comes from the cache.
const { runCommandLine } = await import('./command-line/run.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));

// oxlint-disable-next-line unicorn/require-module-specifiers -- what makes it a module for TypeScript
export {};
