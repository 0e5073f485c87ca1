import type { ProxiedRequest } from '@torchrelay/stand-ins';

/** The service that a request is signed for: `key/date/region/service/aws4_request`. */
export function serviceOf({ headers }: Pick<ProxiedRequest, 'headers'>): string {
  return headers.authorization?.split('Credential=')[1]?.split('/')[3] ?? 'unsigned';
}

/** `sagemaker:CreateModel`, `s3:PutObject names/NAME/lease.json`. */
export function nameCall(request: ProxiedRequest, deployment: string): string {
  const service = serviceOf(request);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return `${service}:${target.split('.')[1]}`;
  if (service === 's3') return `s3:${withoutNames(nameS3(request), deployment)}`;
  if (service === 'scheduler') return `scheduler:${scheduling[request.method]}`;
  if (/^\/endpoints\/[^/]+\/invocations$/.test(request.url)) return `${service}:InvokeEndpoint`;
  return `${service}:${request.form?.get('Action') ?? `${request.method} ${request.url}`}`;
}

/** What an attempt is called is told by its number alone. */
function withoutNames(call: string, deployment: string): string {
  return call.replaceAll(deployment, 'NAME').replaceAll(/NAME-[0-9a-f]{12}-(?=\d)/g, 'NAME-');
}

/** What the scheduler calls requests about one schedule, by their methods. */
const scheduling: Readonly<Record<string, string>> = {
  GET: 'GetSchedule',
  POST: 'CreateSchedule',
  PUT: 'UpdateSchedule',
  DELETE: 'DeleteSchedule',
};

/** What S3 calls the requests for a setting of a bucket, by the name of the parameter. */
const settings: Readonly<Record<string, string>> = {
  publicAccessBlock: 'PublicAccessBlock',
  policy: 'BucketPolicy',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
};

function nameS3({ method, url }: ProxiedRequest): string {
  const { pathname, searchParams: query } = new URL(url, 'http://host');
  const [, , ...rest] = pathname.split('/');
  const key = keyOf(rest.join('/'));
  const verb = `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
  if (key !== '') return `${query.get('x-id') ?? `${verb}Object`} ${key}`;
  if (query.has('list-type')) return `ListObjectsV2 ${keyOf(query.get('prefix') ?? '')}`;
  const setting = Object.keys(settings).find((name) => query.has(name));
  if (setting !== undefined) return verb + settings[setting];
  return method === 'PUT' ? 'CreateBucket' : `${verb}Bucket${[...query.keys()].join('+')}`;
}

/** Packages are named by what is in them. */
function keyOf(key: string): string {
  return decodeURIComponent(key).replaceAll(/[0-9a-f]{64}/g, 'DIGEST');
}
