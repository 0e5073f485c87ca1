import { missing } from '../ml-assets.ts';
import { type MlHttpAnswer, type MlHttpRequest, answer, page, refuse } from '../ml-http.ts';
import { accepted } from '../ml-operations.ts';
import { beginOperation, type Json, type MlWorkspace } from '../ml-workspace.ts';
import { carryOut } from './carry-out.ts';
import { hasEnded, type MlJob } from './ml-job.ts';

/** `jobs`, `jobs/{name}`, `jobs/{name}/cancel`. */
export function answerJobs(
  workspace: MlWorkspace,
  [, name, action]: readonly string[],
  request: MlHttpRequest,
): MlHttpAnswer {
  if (name === undefined) {
    const jobs = [...workspace.jobs.values()].map((job) => shown(workspace, job));
    return page(jobs, request);
  }
  if (request.method === 'PUT') return put(workspace, name, request);
  const job = workspace.jobs.get(name);
  if (job === undefined)
    return request.method === 'DELETE' ? answer(204) : missing(`${workspace.id}/jobs/${name}`);
  if (action === 'cancel') return cancel(workspace, job, request);
  if (request.method === 'DELETE') return remove(workspace, job, request);
  return answer(200, shown(workspace, job));
}

function shown({ id }: MlWorkspace, { name, createdAt, written, status }: MlJob): Json {
  return {
    id: `${id}/jobs/${name}`,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/jobs',
    systemData: { createdAt, createdByType: 'User' },
    properties: {
      ...written,
      status,
      services: {
        Studio: { jobServiceType: 'Studio', endpoint: `https://ml.azure.com/runs/${name}` },
      },
    },
  };
}

function put(workspace: MlWorkspace, name: string, { body }: MlHttpRequest): MlHttpAnswer {
  if (workspace.jobs.has(name)) {
    const said =
      'A job with this name already exists. If you are trying to submit a new job, use a different name.';
    return refuse(400, 'UserError', said);
  }
  const { properties: written } = body as { readonly properties: MlJob['written'] };
  const refused = refusedCompute(workspace, written);
  if (refused !== undefined) return refused;
  const job: MlJob = {
    name,
    createdAt: new Date().toISOString(),
    written,
    status: 'NotStarted',
    logs: new Set(),
    nodes: [],
    isToEnd: false,
    isInterrupted: false,
    over: Promise.resolve(),
  };
  workspace.jobs.set(name, job);
  const answered = answer(201, shown(workspace, job));
  const over = carryOut(workspace, job);
  job.over = over;
  workspace.underWay.add(over);
  void over.finally(() => workspace.underWay.delete(over));
  return answered;
}

function refusedCompute(
  { computes, id }: MlWorkspace,
  { computeId }: MlJob['written'],
): MlHttpAnswer | undefined {
  if (computeId === undefined) return undefined;
  const isThere = computes.has(computeId.replace(`${id}/computes/`, ''));
  return isThere
    ? undefined
    : refuse(400, 'UserError', `The compute target ${computeId} was not found in the workspace.`);
}

function cancel(workspace: MlWorkspace, job: MlJob, request: MlHttpRequest): MlHttpAnswer {
  if (hasEnded(job)) return answer(200);
  job.isToEnd = true;
  job.status = 'CancelRequested';
  return accepted(
    workspace,
    beginOperation(workspace, () => job.over),
    request,
  );
}

function remove(workspace: MlWorkspace, job: MlJob, request: MlHttpRequest): MlHttpAnswer {
  if (!hasEnded(job))
    return refuse(400, 'UserError', `The job ${job.name} is ${job.status}: cancel it before.`);
  const work = async (): Promise<void> => void workspace.jobs.delete(job.name);
  return accepted(workspace, beginOperation(workspace, work), request);
}
