import type { ProxiedRequest } from '@torchrelay/stand-ins';

export type Service = 'arm' | 'blob' | 'history' | 'scoring';

/** Who is asked: the resource manager, the storage account, the run history, or the endpoint itself. */
export function serviceOf({ url }: Pick<ProxiedRequest, 'url'>): Service {
  if (url.startsWith('/subscriptions/')) return 'arm';
  if (/^\/(?:history|discovery)\b/.test(url)) return 'history';
  return url.startsWith('/v2/') ? 'scoring' : 'blob';
}

/** `arm:PUT onlineEndpoints/NAME`, `blob:PUT names/NAME/lease.json`, `scoring:POST infer`. */
export function nameCall(request: ProxiedRequest, deployment: string): string {
  const service = serviceOf(request);
  const { pathname, searchParams } = new URL(request.url, 'http://host');
  const called = names[service](decodeURIComponent(pathname), searchParams, request);
  // What an attempt is called is told by its number alone.
  const attempt = /NAME-[0-9a-f]{12}-(?=\d)/g;
  return `${service}:${called}`.replaceAll(deployment, 'NAME').replaceAll(attempt, 'NAME-');
}

type NameOf = (path: string, query: URLSearchParams, request: ProxiedRequest) => string;

const names: Readonly<Record<Service, NameOf>> = {
  arm: (path, query, { method }) =>
    `${method} ${armPath(path)}${query.has('$skip') ? ' page' : ''}`,
  blob: (path, query, { method }) => {
    const blob = path.split('/').slice(3).join('/');
    const what = blob === '' ? (query.get('prefix') ?? 'container') : blob;
    const verb = query.get('comp') === 'list' ? 'LIST' : method;
    return `${verb} ${withoutDigests(what.replace(/^torchrelay\//, ''))}`;
  },
  history: (path, _, { method }) => `${method} ${path.split('/').slice(-2).join('/')}`,
  scoring: (path, _, { method }) => `${method} ${path.split('/').at(-1)}`,
};

/** Without where the workspace is, and without what differs from one operation to the next. */
function armPath(path: string): string {
  const inside = path
    .replace(/^.*\/workspaces\/[^/]+\/?/, '')
    .replace(
      /^.*\/(?:providers\/Microsoft\.MachineLearningServices\/locations\/[^/]+|providers)\//,
      '',
    )
    .replace(/^(mfeOperations[^/]+)\/.*$/, '$1');
  return inside === '' ? 'workspace' : withoutDigests(inside);
}

/** Packages are named by what is in them, as releases are. */
function withoutDigests(path: string): string {
  return path
    .replaceAll(/[0-9a-f]{64}/g, 'DIGEST')
    .replaceAll(/d-[0-9a-f]{12}-[0-9a-f]{6}/g, 'RELEASE')
    .replaceAll(/(?<=\/)[0-9a-f]{12}(?=$|\/)/g, 'RELEASE');
}
