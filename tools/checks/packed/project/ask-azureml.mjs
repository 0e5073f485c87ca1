// The same for Azure ML: who calls signs in with Microsoft Entra, and needs only the right to score.
import { azureml } from '@torchrelay/azure';
import { connect } from '@torchrelay/core';
import reference from './azureml-reference.json' with { type: 'json' };

const workspace = { subscription: 'subscription', resourceGroup: 'group', workspace: 'workspace' };

export async function handler({ x, scoringUri, credential }) {
  const address = { scoringUri, authMode: 'AADToken' };
  const target = azureml({ ...workspace, ...(credential && { credential }) });
  const { y } = await (await connect({ ...reference, address }, target)).predict({ x });
  return [...y.data];
}
