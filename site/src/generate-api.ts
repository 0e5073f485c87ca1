import { fileURLToPath } from 'node:url';
import { Application, type TypeDocOptions } from 'typedoc';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What users import, as they write it. */
const entries: Readonly<Record<string, string>> = {
  '@torchrelay/core': 'packages/core/src/index.ts',
  '@torchrelay/core/target': 'packages/core/src/target/index.ts',
  '@torchrelay/core/target-utils': 'packages/core/src/target-utils/index.ts',
  '@torchrelay/core/catalogue': 'packages/core/src/catalogue/index.ts',
  '@torchrelay/local': 'packages/local/src/index.ts',
  '@torchrelay/aws': 'packages/aws/src/index.ts',
  '@torchrelay/azure': 'packages/azure/src/index.ts',
  '@torchrelay/testing': 'packages/testing/src/index.ts',
  '@torchrelay/torchscript': 'packages/torchscript/src/index.ts',
};

/** Writes a page for each thing that a package exports, from its types and its TSDoc. */
export async function generateApi(folder: string): Promise<void> {
  const application = await Application.bootstrapWithPlugins({
    ...settings,
    entryPoints: Object.values(entries).map((file) => `${repository}${file}`),
    basePath: repository,
    out: folder,
  } as Partial<TypeDocOptions>);
  const project = await application.convert();
  if (project === undefined)
    throw new Error('TypeDoc could not read the packages; it says why above.');
  for (const module of project.children ?? []) module.name = nameOf(module.name);
  await application.generateOutputs(project);
  if (application.logger.hasErrors()) throw new Error('TypeDoc had errors; it says which above.');
}

/** TypeDoc calls an entry after its folder: `packages/core/src/target`. */
function nameOf(folder: string): string {
  const known = Object.entries(entries).find(([, file]) => file === `${folder}/index.ts`);
  return known?.[0] ?? folder;
}

const settings = {
  // By its path: TypeDoc would look for the name from its own folder.
  plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
  tsconfig: fileURLToPath(new URL('../tsconfig.api.json', import.meta.url)),
  skipErrorChecking: true,
  name: 'API',
  readme: 'none',
  githubPages: false,
  disableSources: true,
  excludeInternal: true,
  // What every Error has is said elsewhere.
  excludeExternals: true,
  excludePrivate: true,
  hideGenerator: true,
  hidePageHeader: true,
  hideBreadcrumbs: false,
  // One page for each package: a website of four hundred is slow to build and no easier to search.
  router: 'module',
  entryFileName: 'index',
  logLevel: 'Warn',
  validation: false,
};
