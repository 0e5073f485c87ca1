import type { CatalogueSnapshot } from '@torchrelay/core/catalogue';

let loaded: Promise<CatalogueSnapshot> | undefined;

/** What this package knows of Azure's sizes without asking. Read when it is first needed. */
export function azureSnapshot(): Promise<CatalogueSnapshot> {
  return (loaded ??= load());
}

async function load(): Promise<CatalogueSnapshot> {
  const [{ unpackSnapshot }, { packedSnapshot }] = await Promise.all([
    import('@torchrelay/core/catalogue'),
    import('./generated/snapshot.ts'),
  ]);
  return unpackSnapshot(packedSnapshot);
}
