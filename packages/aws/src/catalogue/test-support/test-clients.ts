import { type CatalogueClients, catalogueClients } from '../live/clients.ts';
import type { AwsServer } from './start-aws.ts';

/** The real SDK's clients, asking a server of ours. */
export function testClients({ endpoint }: Pick<AwsServer, 'endpoint'>): CatalogueClients {
  return catalogueClients({
    endpoint,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    environment: {},
  });
}
