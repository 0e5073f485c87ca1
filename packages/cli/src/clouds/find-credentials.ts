import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Environment } from '../command-line/command-context.ts';

/** Where somebody is signed in to a cloud, as far as this machine tells without asking anybody. */
export interface FoundCredentials {
  readonly cloud: 'AWS' | 'Azure';
  /** What was found: a variable, or a file. */
  readonly by: string;
  /** Where the machine says which, the region or the subscription. */
  readonly region?: string;
}

export function findAwsCredentials(environment: Environment): FoundCredentials | undefined {
  const region = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'];
  const variable = firstSet(environment, [
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ]);
  const by = variable ?? firstFile(environment, ['.aws/credentials', '.aws/config']);
  return by === undefined ? undefined : { cloud: 'AWS', by, ...(region && { region }) };
}

export function findAzureCredentials(environment: Environment): FoundCredentials | undefined {
  const variable = firstSet(environment, [
    'AZURE_CLIENT_SECRET',
    'AZURE_CLIENT_CERTIFICATE_PATH',
    'AZURE_FEDERATED_TOKEN_FILE',
    'IDENTITY_ENDPOINT',
    'MSI_ENDPOINT',
  ]);
  const by = variable ?? firstFile(environment, ['.azure/azureProfile.json', '.azd/auth']);
  return by === undefined ? undefined : { cloud: 'Azure', by };
}

function firstSet(environment: Environment, names: readonly string[]): string | undefined {
  return names.find((name) => environment[name]);
}

function firstFile(environment: Environment, paths: readonly string[]): string | undefined {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const found = home && paths.find((path) => existsSync(join(home, path)));
  return found ? `~/${found}` : undefined;
}
