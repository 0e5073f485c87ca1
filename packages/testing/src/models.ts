import { fileURLToPath } from 'node:url';

/** Path of a model that gives y = x + offset. */
export function addModel(offset: 1 | 2 | 3): string {
  return fixture(`add-${offset}.pt`);
}

/** Path of a model that loads and then raises at every request. */
export function failingModel(): string {
  return fixture('fails.pt');
}

// From src/ and from dist/ alike.
function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}
