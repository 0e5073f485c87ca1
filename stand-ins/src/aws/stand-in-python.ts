import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Where our modules for it are: its `PYTHONPATH`. */
export const standInPythonPath: string = `${repository}stand-ins/python`;

/** The Python that has moto and botocore. */
export function standInPython(): string {
  const folder = `${repository}.python/stand-ins`;
  const python = [`${folder}/bin/python`, `${folder}/Scripts/python.exe`].find(existsSync);
  if (python !== undefined) return python;
  throw new Error(
    `These tests need moto, in ${folder}, which does not exist: run npm test once, which makes it.`,
  );
}
