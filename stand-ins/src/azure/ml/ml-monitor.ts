import { type MlHttpAnswer, type MlHttpRequest, answer, page, refuse } from './ml-http.ts';
import type {
  AutoscaleSetting,
  MlWorkspace,
  OnlineEndpoint,
  ScoredRequest,
} from './ml-workspace.ts';

/** `…/resourceGroups/{group}/providers/Microsoft.Insights/autoscalesettings`, and one of them. */
export function answerAutoscaling(
  workspace: MlWorkspace,
  name: string | undefined,
  request: MlHttpRequest,
): MlHttpAnswer {
  const { autoscaling } = workspace;
  if (name === undefined)
    return page(
      [...autoscaling].map(([each, body]) => shown(workspace, each, body)),
      request,
    );
  const known = autoscaling.get(name);
  if (request.method === 'PUT') {
    const body = request.body as AutoscaleSetting;
    const refused = refusedSetting(workspace, body);
    if (refused !== undefined) return refused;
    autoscaling.set(name, body);
    return answer(known === undefined ? 201 : 200, shown(workspace, name, body));
  }
  if (request.method === 'DELETE') return answer(autoscaling.delete(name) ? 200 : 204);
  return known === undefined
    ? refuse(404, 'ResourceNotFound', `The autoscale setting ${name} was not found.`)
    : answer(200, shown(workspace, name, known));
}

function shown(
  { subscription, resourceGroup, location }: MlWorkspace,
  name: string,
  { tags, properties }: AutoscaleSetting,
): object {
  return {
    id: `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/microsoft.insights/autoscalesettings/${name}`,
    name,
    type: 'Microsoft.Insights/autoscaleSettings',
    location,
    tags,
    properties: { name, notifications: [], ...properties },
  };
}

/** What it scales has to be there, and its numbers in order. */
function refusedSetting(
  { id, endpoints }: MlWorkspace,
  { properties: { targetResourceUri, profiles } }: AutoscaleSetting,
): MlHttpAnswer | undefined {
  const [, endpoint = '', , deployment = ''] = targetResourceUri.slice(id.length + 1).split('/');
  if (endpoints.get(endpoint)?.deployments.has(deployment) !== true) {
    return refuse(
      404,
      'ResourceNotFound',
      `The target resource ${targetResourceUri} was not found.`,
    );
  }
  const isInOrder = profiles.every(
    ({ capacity }) => Number(capacity.minimum) <= Number(capacity.maximum),
  );
  return isInOrder ? undefined : refuse(400, 'BadRequest', 'The minimum is above the maximum.');
}

/** `…/onlineEndpoints/{endpoint}[/deployments/{deployment}]/providers/Microsoft.Insights/metrics`: of real requests. */
export function answerMetrics(
  workspace: MlWorkspace,
  [, endpointName = '', , deployment]: readonly string[],
  { url }: MlHttpRequest,
): MlHttpAnswer {
  const endpoint = workspace.endpoints.get(endpointName);
  if (endpoint === undefined)
    return refuse(404, 'ResourceNotFound', `There is no ${endpointName}.`);
  const [since = 0, until = 0] = (url.searchParams.get('timespan') ?? '')
    .split('/')
    .map(Date.parse);
  const filter = url.searchParams.get('$filter') ?? '';
  const only = deployment ?? /deployment eq '([^']+)'/.exec(filter)?.[1];
  const scored = endpoint.scored.filter(
    ({ time, deployment: by }) =>
      time >= since && time <= until && (only === undefined || only === by),
  );
  const isByStatus = filter.includes("statusCodeClass eq '*'");
  const alarm = isByStatus && only !== undefined && workspace.troubles.alarms.delete(endpointName);
  const seen = alarm
    ? [...scored, { time: Date.now(), deployment: only, status: 503, tookInMs: 1 }]
    : scored;
  const value = (url.searchParams.get('metricnames') ?? '').split(',').map((metric) => ({
    id: `${url.pathname}/${metric}`,
    type: 'Microsoft.Insights/metrics',
    name: { value: metric, localizedValue: metric },
    unit: metric === 'RequestsPerMinute' ? 'Count' : 'MilliSeconds',
    timeseries: seriesOf({ metric, seen, endpoint, deployment, isByStatus }),
  }));
  return answer(200, {
    cost: 0,
    timespan: url.searchParams.get('timespan'),
    interval: 'PT1M',
    value,
  });
}

function seriesOf({
  metric,
  seen,
  endpoint,
  deployment,
  isByStatus,
}: {
  readonly metric: string;
  readonly seen: readonly ScoredRequest[];
  readonly endpoint: OnlineEndpoint;
  readonly deployment: string | undefined;
  readonly isByStatus: boolean;
}): readonly object[] {
  if (metric === 'DeploymentCapacity') {
    const average = endpoint.deployments.get(deployment ?? '')?.written.sku?.capacity ?? 0;
    return [{ metadatavalues: [], data: [{ timeStamp: minuteOf(Date.now()), average }] }];
  }
  const percentile = /^RequestLatency_P(\d+)$/.exec(metric)?.[1];
  if (percentile !== undefined)
    return [{ metadatavalues: [], data: latencies(seen, Number(percentile)) }];
  // No GPU here, and nobody measures its machine.
  if (metric !== 'RequestsPerMinute') return [];
  const classes = Map.groupBy(seen, ({ status }) =>
    isByStatus ? `${Math.floor(status / 100)}xx` : '',
  );
  return [...classes].map(([value, requests]) => ({
    metadatavalues: isByStatus ? [{ name: { value: 'statuscodeclass' }, value }] : [],
    data: byMinute(requests).map(([timeStamp, { length }]) => ({ timeStamp, average: length })),
  }));
}

function latencies(seen: readonly ScoredRequest[], percentile: number): readonly object[] {
  return byMinute(seen).map(([timeStamp, requests]) => {
    const sorted = requests.map(({ tookInMs }) => tookInMs).toSorted((a, b) => a - b);
    const average = sorted[Math.ceil((sorted.length * percentile) / 100) - 1];
    return { timeStamp, average };
  });
}

function byMinute(
  seen: readonly ScoredRequest[],
): readonly (readonly [string, readonly ScoredRequest[]])[] {
  return [...Map.groupBy(seen, ({ time }) => minuteOf(time))];
}

function minuteOf(time: number): string {
  return new Date(time - (time % 60_000)).toISOString();
}
