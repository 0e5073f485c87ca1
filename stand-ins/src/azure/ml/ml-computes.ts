import { missing } from './ml-assets.ts';
import { type MlHttpAnswer, type MlHttpRequest, answer, refuse } from './ml-http.ts';
import { operationHeaders } from './ml-operations.ts';
import { beginOperation, type Json, type MlCompute, type MlWorkspace } from './ml-workspace.ts';
import { hasEnded } from './jobs/ml-job.ts';

/** `computes/{name}`: clusters alone. */
export function answerComputes(
  workspace: MlWorkspace,
  [, name = '']: readonly string[],
  request: MlHttpRequest,
): MlHttpAnswer {
  if (request.method === 'PUT') return put(workspace, name, request);
  const compute = workspace.computes.get(name);
  if (compute === undefined)
    return request.method === 'DELETE' ? answer(204) : missing(`${workspace.id}/computes/${name}`);
  if (request.method === 'DELETE') return remove(workspace, compute, request);
  return answer(200, shown(workspace, compute));
}

function shown({ id, location }: MlWorkspace, { name, written, state }: MlCompute): Json {
  return {
    id: `${id}/computes/${name}`,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/computes',
    location,
    tags: written.tags ?? {},
    ...(written.identity && { identity: written.identity }),
    properties: { ...written.properties, provisioningState: state },
  };
}

function put(workspace: MlWorkspace, name: string, request: MlHttpRequest): MlHttpAnswer {
  const written = request.body as MlCompute['written'];
  const compute: MlCompute = { name, written, state: 'Creating' };
  workspace.computes.set(name, compute);
  const operation = beginOperation(workspace, async () => {
    compute.state = 'Succeeded';
  });
  const headers = operationHeaders(workspace, operation, request);
  return answer(201, shown(workspace, compute), headers);
}

function remove(workspace: MlWorkspace, compute: MlCompute, request: MlHttpRequest): MlHttpAnswer {
  const isUsed = [...workspace.jobs.values()].some(
    (job) => !hasEnded(job) && job.written.computeId?.endsWith(`/${compute.name}`) === true,
  );
  if (isUsed) return refuse(409, 'Conflict', `${compute.name} has jobs that run.`);
  compute.state = 'Deleting';
  const operation = beginOperation(workspace, async () => {
    workspace.computes.delete(compute.name);
  });
  const headers = operationHeaders(workspace, operation, request);
  const { 'azure-asyncoperation': status = '' } = headers;
  return answer(202, undefined, {
    'azure-asyncoperation': status,
    location: status.replace('mfeOperationsStatus', 'mfeOperationsResults'),
  });
}
