import { type MlHttpAnswer, type MlHttpRequest, answer, refuse } from './ml-http.ts';
import { isUnderWay, type MlWorkspace, type Operation } from './ml-workspace.ts';

/** The least that Microsoft's specification allows. */
const retryAfter = { 'retry-after': '10' };

export function operationHeaders(
  workspace: MlWorkspace,
  operation: string,
  { url }: MlHttpRequest,
): Record<string, string> {
  const { subscription, location } = workspace;
  const path = `/subscriptions/${subscription}/providers/Microsoft.MachineLearningServices/locations/${location}`;
  const query = '?api-version=2024-04-01';
  return {
    'azure-asyncoperation': `${url.origin}${path}/mfeOperationsStatus/${operation}${query}`,
    'x-ms-async-operation-timeout': 'PT1H',
  };
}

/** A change without a body tells its end by an address alone. */
export function accepted(
  workspace: MlWorkspace,
  operation: string,
  request: MlHttpRequest,
): MlHttpAnswer {
  const { 'azure-asyncoperation': status = '' } = operationHeaders(workspace, operation, request);
  const location = status.replace('mfeOperationsStatus', 'mfeOperationsResults');
  return answer(202, undefined, {
    location,
    'x-ms-async-operation-timeout': 'PT1H',
    ...retryAfter,
  });
}

const underWay: Pick<Operation, 'state' | 'error'> = { state: 'InProgress' };

/** `mfeOperationsStatus/{id}`, `mfeOperationsResults/{id}`: no specification describes their answers. */
export async function answerOperations(
  workspace: MlWorkspace,
  [kind, id = '']: readonly string[],
): Promise<MlHttpAnswer> {
  const operation = workspace.operations.get(id);
  if (operation === undefined) return refuse(404, 'NotFound', `There is no operation ${id}.`);
  const isRunning = await isUnderWay(workspace, operation);
  const { state, error } = isRunning ? underWay : operation;
  if (kind === 'mfeOperationsResults') {
    if (isRunning) return answer(202, undefined, retryAfter);
    return error === undefined ? answer(200) : refuse(400, error.code, error.message);
  }
  return answer(200, { status: state, ...(error && { error }) }, retryAfter);
}
