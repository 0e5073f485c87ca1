import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const everything = ['ask-sagemaker.mjs', 'ask-azureml.mjs', 'deploy-bundled.mjs'];

/** ESM has no require(), which parts of the clouds' SDKs call. */
const banner = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};

/** The ways in which functions are bundled for Lambda and Azure Functions, as docs/bundling.md gives them. */
const ways: readonly {
  readonly name: string;
  readonly programs: readonly string[];
  /** What is not in the bundle has to be found from where it lies. Bundles of everything lie where nothing is found. */
  readonly lies: 'beside' | 'alone';
  readonly options: BuildOptions;
}[] = [
  { name: 'esm', programs: everything, lies: 'alone', options: { format: 'esm', banner } },
  { name: 'cjs', programs: everything, lies: 'alone', options: { format: 'cjs' } },
  {
    name: 'esm-without-sdk',
    programs: ['ask-sagemaker.mjs'],
    lies: 'beside',
    options: { format: 'esm', external: ['@aws-sdk/*'] },
  },
];

/**
 * Bundles the programs of a project in all ways, each into a folder of its own.
 *
 * @returns the folders
 * @throws Error where esbuild only warns, too: a warning would be a surprise
 */
export async function bundle(project: string): Promise<string[]> {
  return Promise.all(
    ways.map(async ({ name, programs, lies, options }) => {
      const folder = lies === 'beside' ? join(project, name) : `${project}-${name}`;
      const { warnings } = await build({
        ...options,
        entryPoints: [...programs],
        absWorkingDir: project,
        outdir: folder,
        outExtension: { '.js': options.format === 'cjs' ? '.cjs' : '.mjs' },
        bundle: true,
        platform: 'node',
        target: 'node22.12',
        logLevel: 'silent',
      });
      if (warnings.length === 0) return folder;
      throw new Error(warnings.map(({ text }) => text).join('\n'));
    }),
  );
}
