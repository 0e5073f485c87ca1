import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findAwsCredentials, findAzureCredentials } from '../../clouds/find-credentials.ts';
import type { Environment } from '../../command-line/command-context.ts';

export interface FoundCloud {
  readonly target: string;
  /** How we know: a variable, or a file. */
  readonly by: string;
}

/** The target that somebody is signed in to, as far as this machine tells. */
export async function findCloud(environment: Environment): Promise<FoundCloud | undefined> {
  const aws = findAwsCredentials(environment);
  if (aws !== undefined) {
    return { target: `sagemaker://${aws.region ?? 'us-east-1'}`, by: aws.by };
  }
  const azure = findAzureCredentials(environment);
  const target = azure && (await defaultWorkspace(environment));
  return azure && target ? { target, by: azure.by } : undefined;
}

/** The subscription, group and workspace that `az configure --defaults` has kept. */
async function defaultWorkspace(environment: Environment): Promise<string | undefined> {
  const folder = environment['AZURE_CONFIG_DIR'] ?? join(environment['HOME'] ?? '', '.azure');
  const [profile, config] = await Promise.all(
    ['azureProfile.json', 'config'].map((file) => readText(join(folder, file))),
  );
  const subscription = defaultSubscription(profile);
  const [group, workspace] = ['group', 'workspace'].map(
    (key) => new RegExp(`^${key}\\s*=\\s*(\\S+)`, 'm').exec(config ?? '')?.[1],
  );
  return subscription && group && workspace
    ? `azureml://${subscription}/${group}/${workspace}`
    : undefined;
}

interface Profile {
  readonly subscriptions?: readonly { readonly id?: string; readonly isDefault?: boolean }[];
}

function defaultSubscription(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // The tool writes a byte order mark.
  const { subscriptions = [] } = JSON.parse(text.replace(/^\uFEFF/, '')) as Profile;
  return subscriptions.find(({ isDefault }) => isDefault === true)?.id;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
