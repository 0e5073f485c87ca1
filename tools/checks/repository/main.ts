import { fileURLToPath } from 'node:url';
import { dependencyDirections } from './dependency-directions.ts';
import { documentedDependencies } from './documented-dependencies.ts';
import { packageShape } from './package-shape.ts';
import { publishedMetadata } from './published-metadata.ts';
import { publishedExports } from './published-exports.ts';
import { registryHosts } from './registry-hosts.ts';
import { openRepository } from './repository.ts';
import { sourceImports } from './source-imports.ts';

const repository = openRepository(fileURLToPath(new URL('../../..', import.meta.url)));
const problems = [
  dependencyDirections,
  sourceImports,
  packageShape,
  publishedExports,
  publishedMetadata,
  registryHosts,
  documentedDependencies,
].flatMap((check) => check(repository));

for (const problem of problems) console.log(`- ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
