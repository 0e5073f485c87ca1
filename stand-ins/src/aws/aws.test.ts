import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type AwsStandIn, startAws } from './aws.ts';

let aws: AwsStandIn;
/** Violations so far: each test looks at what it added. */
let seen = 0;

beforeAll(async () => {
  aws = await startAws();
});

afterAll(() => aws[Symbol.asyncDispose]().catch(() => 'the violations that the tests made'));

interface Asked {
  readonly service: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As a client would send it: the scope of the signature says the service, and moto looks at no more of it. */
function ask({
  service,
  path = '/',
  method = 'POST',
  headers = {},
  body,
}: Asked): Promise<Response> {
  const scope = `AKIA/20261122/us-east-1/${service}/aws4_request`;
  return fetch(aws.endpoint + path, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

const json = (service: string, target: string, body: object): Promise<Response> =>
  ask({
    service,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(body),
  });

const form = (service: string, parameters: Readonly<Record<string, string>>): Promise<Response> =>
  ask({
    service,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(parameters).toString(),
  });

const s3 = (method: string, path: string, request: Partial<Asked> = {}): Promise<Response> =>
  ask({ service: 's3', method, path, ...request });

async function newViolations(): Promise<readonly string[]> {
  const all = await aws.violations();
  const found = all.slice(seen);
  seen = all.length;
  return found;
}

const image = '763104351884.dkr.ecr.us-east-1.amazonaws.com/sagemaker-tritonserver:26.05-py3';
const role = 'arn:aws:iam::123456789012:role/torchrelay-execution';
const model = {
  ModelName: 'resnet50-a1',
  ExecutionRoleArn: role,
  PrimaryContainer: { Image: image, Mode: 'SingleModel' },
  Tags: [{ Key: 'torchrelay:name', Value: 'resnet50' }],
};

test('what is in the models of its service passes: JSON, forms and XML', async () => {
  expect((await json('sagemaker', 'SageMaker.CreateModel', model)).status).toBe(200);
  const asked = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  expect(await (await form('sts', asked)).text()).toContain('<Account>123456789012</Account>');
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const created = await form('iam', {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: 'torchrelay',
    AssumeRolePolicyDocument: trust,
    'Tags.member.1.Key': 'a',
    'Tags.member.1.Value': 'b',
  });
  expect(created.status).toBe(200);
  expect((await json('logs', 'Logs_20140328.DescribeLogGroups', { limit: 5 })).status).toBe(200);
  expect((await s3('PUT', '/bucket-a')).status).toBe(200);
  expect((await s3('PUT', '/bucket-a/k/1?x-id=PutObject', { body: 'hello' })).status).toBe(200);
  expect(await (await s3('GET', '/bucket-a/k/1?x-id=GetObject')).text()).toBe('hello');
  expect(await newViolations()).toEqual([]);
});

test.each([
  [{ ...model, ModelName: 'under_scores' }, "ModelName is 'under_scores', which does not match"],
  [{ ...model, ModelName: 'a'.repeat(64) }, 'ModelName has 64 characters, more than 63'],
  [{ ...model, Nodes: 2 }, 'Nodes is not in the model'],
  [{ ExecutionRoleArn: role }, 'Missing required parameter in input: "ModelName"'],
  [{ ...model, ExecutionRoleArn: 7 }, 'Invalid type for parameter ExecutionRoleArn'],
  [
    { ...model, PrimaryContainer: { Image: image, Mode: 'AllModels' } },
    "PrimaryContainer.Mode is 'AllModels', which is none of SingleModel, MultiModel",
  ],
  [{ ...model, Tags: [{ Key: 'k', Value: 'v', Extra: 1 }] }, 'Tags[].Extra is not in the model'],
])(
  'a request that SageMaker would refuse, or would not understand, is a violation',
  async (body, why) => {
    await json('sagemaker', 'SageMaker.CreateModel', body);
    const [violation] = await newViolations();
    expect(violation).toMatch(/^request of sagemaker:CreateModel: /);
    expect(violation).toContain(why);
  },
);

test('what a form, a query, a header or an XML document says beyond the model is a violation', async () => {
  await form('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15', Account: '1' });
  await s3('GET', '/bucket-a?list-type=2&prefixes=a');
  await s3('PUT', '/bucket-a/k/2?x-id=PutObject', { body: 'x', headers: { 'x-amz-sha': '1' } });
  const rule = '<BlockPublicAcls>true</BlockPublicAcls><BlockAll>true</BlockAll>';
  const body = `<PublicAccessBlockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rule}</PublicAccessBlockConfiguration>`;
  await s3('PUT', '/bucket-a?publicAccessBlock', { body });
  expect(await newViolations()).toMatchObject([
    'request of sts:GetCallerIdentity: the parameter Account=1 is not in the model',
    'request of s3:ListObjectsV2: the query parameter prefixes=a is not in the model',
    'request of s3:PutObject: the header x-amz-sha=1 is not in the model',
    expect.stringContaining('request of s3:PutPublicAccessBlock: the body is <PublicAccess'),
  ]);
});

test('a request of no operation is a violation, and so is an answer that no client could read', async () => {
  await s3('PATCH', '/bucket-a/k/1');
  await ask({ service: '', path: '/bucket-a/k/1', method: 'GET' });
  // Moto has no such operation, and answers with a page for people.
  await json('sagemaker', 'SageMaker.ListAlgorithms', {});
  expect(await newViolations()).toMatchObject([
    'PATCH /bucket-a/k/1 is no operation of s3',
    'GET /bucket-a/k/1 is no operation of a service: it is not signed',
    expect.stringMatching(/^response of sagemaker:ListAlgorithms: /),
  ]);
});

test('a failure with a code is an answer like any other', async () => {
  const response = await json('sagemaker', 'SageMaker.DescribeModel', { ModelName: 'missing' });
  expect(response.status).toBe(400);
  expect((await s3('GET', '/bucket-a/missing?x-id=GetObject')).status).toBe(404);
  expect((await s3('HEAD', '/bucket-a/missing')).status).toBe(404);
  expect(await newViolations()).toEqual([]);
});

const xmlValue = async (response: Response, name: string): Promise<string> =>
  new RegExp(`<${name}>(.*?)</${name}>`).exec(await response.text())?.[1] ?? '';

async function upload(key: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const id = await xmlValue(await s3('POST', `/bucket-a/${key}?uploads`), 'UploadId');
  const part = await s3('PUT', `/bucket-a/${key}?partNumber=1&uploadId=${id}`, { body: 'part' });
  const etag = part.headers.get('etag') ?? '';
  const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Part><ETag>${etag.replaceAll('"', '&quot;')}</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>`;
  return s3('POST', `/bucket-a/${key}?uploadId=${id}`, { body, headers });
}

test('an upload is completed only while the object is the one that was meant', async () => {
  expect((await upload('k/3', { 'if-match': '"none"' })).status).toBe(404);
  const first = await upload('k/3', { 'if-none-match': '*' });
  expect(first.status).toBe(200);
  expect((await upload('k/3', { 'if-none-match': '*' })).status).toBe(412);
  expect((await upload('k/3', { 'if-match': '"other"' })).status).toBe(412);
  const etag = (await s3('HEAD', '/bucket-a/k/3')).headers.get('etag') ?? '';
  expect((await upload('k/3', { 'if-match': etag })).status).toBe(200);
  expect(await newViolations()).toEqual([]);
});

test('of writers that all say "if absent" at once, one wins, in one piece and in parts', async () => {
  const condition = { headers: { 'if-none-match': '*' } };
  const puts = Array.from({ length: 8 }, (_, index) =>
    s3('PUT', '/bucket-a/once?x-id=PutObject', { ...condition, body: `${index}` }),
  );
  const uploads = Array.from({ length: 4 }, () => upload('once', condition.headers));
  const results = await Promise.all([...puts, ...uploads]);
  const statuses = results.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(11);
});

test('a checksum that the body has not is refused', async () => {
  const checksum = (text: string): string => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(text));
    return bytes.toString('base64');
  };
  const put = (body: string, of: string): Promise<Response> =>
    s3('PUT', '/bucket-a/summed?x-id=PutObject', {
      body,
      headers: { 'x-amz-checksum-crc32': checksum(of) },
    });
  expect((await put('hello', 'hello')).status).toBe(200);
  expect(await xmlValue(await put('hello', 'other'), 'Code')).toBe('BadDigest');
});

test("another's bucket of the expected name is refused", async () => {
  const expecting = (owner: string): Promise<Response> =>
    s3('GET', '/bucket-a?list-type=2', { headers: { 'x-amz-expected-bucket-owner': owner } });
  expect((await expecting('123456789012')).status).toBe(200);
  expect((await expecting('210987654321')).status).toBe(403);
  expect(await newViolations()).toEqual([]);
});

test('uploads that were begun say when', async () => {
  const before = Date.now() - 1000;
  await s3('POST', '/bucket-a/unfinished?uploads');
  const begun = await xmlValue(await s3('GET', '/bucket-a?uploads&prefix=unfinished'), 'Initiated');
  expect(Date.parse(begun)).toBeGreaterThan(before);
  expect(await newViolations()).toEqual([]);
});

test('the environment of a process that is started names the server and an account of nobody', () => {
  expect(aws.environment).toMatchObject({
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'us-east-1',
  });
  expect(aws.environment['AWS_ACCESS_KEY_ID']).toBe(aws.credentials.accessKeyId);
});

test('everything that was made can be forgotten', async () => {
  await s3('PUT', '/bucket-b');
  expect((await s3('HEAD', '/bucket-b')).status).toBe(200);
  await aws.reset();
  expect((await s3('HEAD', '/bucket-b')).status).toBe(404);
});

test('a test file with a violation ends as a failure, and one without does not', async () => {
  await using clean = await startAws();
  expect(await clean.violations()).toEqual([]);
  const dirty = await startAws();
  await fetch(dirty.endpoint);
  await expect(dirty[Symbol.asyncDispose]()).rejects.toThrow('is no operation of a service');
  await expect(fetch(dirty.endpoint)).rejects.toThrow('fetch failed');
});

test('the server ends with the process that started it, also when that is killed', async () => {
  const program = `
    const { startAws } = await import(${JSON.stringify(new URL('aws.ts', import.meta.url).href)});
    console.log((await startAws()).endpoint);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const endpoint = line.toString().trim();
  expect((await fetch(`${endpoint}/_stand-in/violations`)).status).toBe(200);
  child.kill('SIGKILL');
  await expect
    .poll(() => fetch(endpoint).then(Boolean, () => false), { timeout: 20_000 })
    .toBe(false);
});
