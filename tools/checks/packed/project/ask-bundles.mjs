// Loads the bundles in the folder that is named, as Lambda and Functions would, and has each do its work.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const y = { name: 'y', datatype: 'FP32', shape: [3], data: [2, 3, 4] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ model_name: 'model', model_version: '1', outputs: [y] }));
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
Object.assign(process.env, {
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
});
const getToken = async () => ({ token: 'none', expiresOnTimestamp: Date.now() + 3_600_000 });
const event = { x: [1, 2, 3], scoringUri: `${url}/score`, credential: { getToken } };

const [folder] = process.argv.slice(2);
for (const bundle of readdirSync(folder)) {
  const { handler } = await import(join(folder, bundle));
  if (bundle.startsWith('deploy-bundled'))
    await assert.rejects(handler(), { code: 'PACKAGE_BUNDLED' }, bundle);
  else assert.deepEqual(await handler(event), [2, 3, 4], bundle);
  console.log(bundle);
}
server.close();
