import type { Flavour } from '@torchrelay/core';
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

/** `undefined` for a path that means nothing here. The query is no part of it. */
export function findRoute(url: string): Route | undefined {
  const path = url.split('?', 1)[0] ?? '';
  return fixed.get(path === '/' ? path : path.replace(/\/$/, ''));
}
