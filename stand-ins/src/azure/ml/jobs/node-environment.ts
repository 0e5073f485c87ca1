import type { MlWorkspace } from '../ml-workspace.ts';
import type { MlJob } from './ml-job.ts';

/** The variables that Azure ML sets for a process of a job. */
export function nodeEnvironment({
  workspace,
  job: { name, written },
  node,
  port,
  folders,
}: {
  readonly workspace: MlWorkspace;
  readonly job: MlJob;
  readonly node: number;
  readonly port: number;
  /** By `inputs.NAME`, `outputs.NAME`. */
  readonly folders: Readonly<Record<string, string>>;
}): Record<string, string> {
  const count = written.resources?.instanceCount ?? 1;
  const named = Object.entries(folders).map(([key, folder]) => {
    const [kind = '', of = ''] = key.split('.');
    return [`AZURE_ML_${kind.slice(0, -1).toUpperCase()}_${of}`, folder];
  });
  return {
    AZUREML_RUN_ID: name,
    AZUREML_EXPERIMENT_NAME: written.experimentName ?? 'Default',
    AZUREML_ARM_SUBSCRIPTION: workspace.subscription,
    AZUREML_ARM_RESOURCEGROUP: workspace.resourceGroup,
    AZUREML_ARM_WORKSPACE_NAME: workspace.name,
    AZUREML_NODE_COUNT: String(count),
    AZ_BATCHAI_JOB_MASTER_NODE_IP: '127.0.0.1',
    ...Object.fromEntries(named),
    ...(written.distribution !== undefined && distributed(node, count, port)),
    ...(written.identity?.identityType === 'Managed' && identity(workspace, written)),
    // Ours: an address in place of every vault's.
    TORCHRELAY_KEY_VAULT: `${workspace.origin()}/vault`,
    ...written.environmentVariables,
  };
}

/** Of `PyTorch` with one process on each node. */
function distributed(node: number, count: number, port: number): Record<string, string> {
  return {
    MASTER_ADDR: '127.0.0.1',
    MASTER_PORT: String(port),
    WORLD_SIZE: String(count),
    NODE_RANK: String(node),
    RANK: String(node),
    LOCAL_RANK: '0',
  };
}

/** Where a process asks for tokens of the managed identity. */
function identity(
  workspace: MlWorkspace,
  { identity: { clientId } = { identityType: 'Managed' } }: MlJob['written'],
): Record<string, string> {
  return {
    MSI_ENDPOINT: `${workspace.origin()}/msi/token`,
    MSI_SECRET: workspace.identitySecret,
    ...(clientId !== undefined && { DEFAULT_IDENTITY_CLIENT_ID: clientId }),
  };
}
