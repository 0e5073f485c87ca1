import type { Flavour } from '@torchrelay/core';
import { HttpProblem } from '../inference/http-problem.ts';
import { MODEL_NAME, MODEL_VERSION } from './model-name.ts';

/** What a path means. */
export type Route =
  | {
      readonly kind:
        | 'live'
        | 'ready'
        | 'server-metadata'
        | 'model-metadata'
        | 'model-ready'
        | 'ping'
        | 'metrics';
      readonly method: 'GET';
    }
  | { readonly kind: 'infer'; readonly method: 'POST'; readonly flavour: Flavour };

const MODEL = `/v2/models/${MODEL_NAME}`;

const fixed: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/v2', { kind: 'server-metadata', method: 'GET' }],
  ['/v2/health/live', { kind: 'live', method: 'GET' }],
  ['/v2/health/ready', { kind: 'ready', method: 'GET' }],
  ...[MODEL, `${MODEL}/versions/${MODEL_VERSION}`].flatMap((path): [string, Route][] => [
    [path, { kind: 'model-metadata', method: 'GET' }],
    [`${path}/ready`, { kind: 'model-ready', method: 'GET' }],
    [`${path}/infer`, { kind: 'infer', method: 'POST', flavour: 'open-inference' }],
  ]),
  // SageMaker's two.
  ['/ping', { kind: 'ping', method: 'GET' }],
  ['/invocations', { kind: 'infer', method: 'POST', flavour: 'sagemaker' }],
  ['/metrics', { kind: 'metrics', method: 'GET' }],
]);

/**
 * What a request asks for; the query is no part of it.
 *
 * @throws HttpProblem 404, 405
 */
export function routeOf({
  url = '/',
  method = 'GET',
}: {
  url?: string | undefined;
  method?: string | undefined;
}): Route {
  const path = url.split('?', 1)[0] ?? '';
  const route = fixed.get(path.replace(/(?<=.)\/$/, ''));
  if (route === undefined) {
    throw new HttpProblem({ status: 404, message: `There is nothing at ${path}.` });
  }
  if ((method === 'HEAD' ? 'GET' : method) !== route.method) {
    throw new HttpProblem({
      status: 405,
      message: `${method} is not possible at ${path}, ${route.method} is.`,
      headers: { allow: route.method },
    });
  }
  return route;
}
