import { describe, expect, test } from 'vitest';
import { routeOf } from './routes.ts';

describe('a path means', () => {
  test.each([
    ['GET', '/v2', 'server-metadata'],
    ['GET', '/v2/', 'server-metadata'],
    ['GET', '/v2/health/live', 'live'],
    ['GET', '/v2/health/ready', 'ready'],
    ['GET', '/v2/models/model', 'model-metadata'],
    ['GET', '/v2/models/model/versions/1', 'model-metadata'],
    ['GET', '/v2/models/model/ready', 'model-ready'],
    ['GET', '/v2/models/model/versions/1/ready?verbose=1', 'model-ready'],
    ['POST', '/v2/models/model/infer', 'infer'],
    ['POST', '/v2/models/model/versions/1/infer', 'infer'],
    ['POST', '/invocations', 'infer'],
    ['GET', '/ping', 'ping'],
    ['HEAD', '/ping', 'ping'],
    ['GET', '/metrics', 'metrics'],
  ])('%s %s: %s', (method, url, kind) => {
    expect(routeOf({ method, url })).toMatchObject({ kind });
  });

  test('SageMaker writes the binary form in another way', () => {
    expect(routeOf({ method: 'POST', url: '/invocations' })).toMatchObject({
      flavour: 'sagemaker',
    });
    expect(routeOf({ method: 'POST', url: '/v2/models/model/infer' })).toMatchObject({
      flavour: 'open-inference',
    });
  });
});

test.each([
  '/',
  '/v1',
  '/v2/models',
  '/v2/models/other/infer',
  '/v2/models/model/versions/2/infer',
  '/v2/repository/index',
  '//',
  '',
])('there is nothing at %j', (url) => {
  expect(() => routeOf({ method: 'POST', url })).toThrow(expect.objectContaining({ status: 404 }));
});

test('a wrong method is told the right one', () => {
  expect(() => routeOf({ method: 'GET', url: '/invocations' })).toThrow(
    expect.objectContaining({ status: 405, headers: { allow: 'POST' } }),
  );
  expect(() => routeOf({ method: 'DELETE', url: '/ping' })).toThrow(
    expect.objectContaining({ status: 405, headers: { allow: 'GET' } }),
  );
});
