import type { paths } from './generated/open-inference.ts';

/** One of the protocol's paths with its parameters filled in. */
export function route(
  path: keyof paths,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parameters[name] ?? ''),
  );
}

interface ModelAddress {
  readonly modelName: string;
  readonly modelVersion: string | undefined;
}

/** The paths of one model, or of one version of it. */
export function modelRoutes({ modelName, modelVersion }: ModelAddress): {
  metadata: string;
  ready: string;
  infer: string;
} {
  const model_name = modelName;
  if (modelVersion === undefined) {
    return {
      metadata: route('/v2/models/{model_name}', { model_name }),
      ready: route('/v2/models/{model_name}/ready', { model_name }),
      infer: route('/v2/models/{model_name}/infer', { model_name }),
    };
  }
  const version = { model_name, model_version: modelVersion };
  return {
    metadata: route('/v2/models/{model_name}/versions/{model_version}', version),
    ready: route('/v2/models/{model_name}/versions/{model_version}/ready', version),
    infer: route('/v2/models/{model_name}/versions/{model_version}/infer', version),
  };
}
