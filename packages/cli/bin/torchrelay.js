#!/usr/bin/env node
// Plain JavaScript, because Nodes too old for the rest must be able to say so.

// An import of `node:fs` loads all that it can do, which every start would wait for.
const { existsSync } = process.getBuiltinModule?.('node:fs') ?? (await import('node:fs'));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// Only a clone of the repository has the source; a published package is always built.
if (existsSync(new URL('../src/main.ts', import.meta.url))) {
  const { launchFromClone } = await import('../../../tools/setup/launch-cli.js');
  await launchFromClone();
} else if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`torchrelay needs Node 22.12 or later; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  await import('../dist/main.js');
}
