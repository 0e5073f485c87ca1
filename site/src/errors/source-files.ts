import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CodeSite, findCodes } from './find-codes.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Every code in what the published packages run, but for the promises of the tests. */
export function codesOfSource(): CodeSite[] {
  return globSync('packages/{torchscript,core,local,aws,azure,cli}/src/**/*.ts', {
    cwd: repository,
  })
    .filter((file) => !/\.test\.ts$|\/(?:test-support|__fixtures__|generated)\//.test(file))
    .map((file) => ({ file, text: readFileSync(`${repository}${file}`, 'utf8') }))
    .filter(({ text }) => text.includes('code'))
    .flatMap(findCodes);
}
