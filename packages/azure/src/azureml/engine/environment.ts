import { inferPath, sha256Hex } from '@torchrelay/core/target-utils';
import type { Engine } from '@torchrelay/core/target';

import type { EnvironmentVersion } from '../schemas.ts';
import { tritonDockerfile, tritonEnvironmentVersion, tritonPort } from './triton-image.ts';

/** An environment version is a server's image and its routes. All deployments of a workspace share it, and none ends it. */
export interface EnvironmentReference {
  readonly name: string;
  readonly version: string;
}

export function environmentOf(engine: Engine): EnvironmentReference {
  return engine.kind === 'triton'
    ? { name: 'torchrelay-triton', version: tritonEnvironmentVersion }
    : { name: 'torchrelay-image', version: sha256Hex(engine.image).slice(0, 12) };
}

/** What the workspace builds Triton's image from: a folder of one file, in the store. */
export const buildContext: { readonly prefix: string; readonly dockerfile: string } = {
  prefix: `engines/triton-${tritonEnvironmentVersion}/`,
  dockerfile: tritonDockerfile,
};

/** An image of the user's listens where Triton does, and speaks what Triton speaks. */
const routes = {
  livenessRoute: { path: '/v2/health/live', port: tritonPort },
  readinessRoute: { path: '/v2/health/ready', port: tritonPort },
  scoringRoute: { path: inferPath, port: tritonPort },
} as const;

/** @param image one to take as it is; otherwise Triton's is built from the context */
export function environmentVersion({
  image,
  contextUri,
}: {
  readonly image: string | undefined;
  readonly contextUri: string;
}): EnvironmentVersion {
  const origin =
    image === undefined ? { build: { contextUri, dockerfilePath: 'Dockerfile' } } : { image };
  return {
    properties: {
      ...origin,
      osType: 'Linux',
      inferenceConfig: routes,
      description: 'A server for the deployments of torchrelay.',
    },
  };
}
