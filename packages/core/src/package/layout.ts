/** The name of every model in every package: a constant, so that all engines and routes are set up alike. */
export const modelName = 'model';
/** Where the protocol's inference route of a packaged model is. */
export const inferPath: string = `/v2/models/${modelName}/infer`;
/** Where a package has Triton's configuration of the model. */
export const configPath: string = `${modelName}/config.pbtxt`;
/** Where a package has the model file. */
export const modelPath: string = `${modelName}/1/model.pt`;
/**
 * Beside the model's folder, since a second folder would be a second model to SageMaker. Named by content: several
 * texts may share one.
 */
export function tokenizerPath(sha256: string): string {
  return `tokenizer-${sha256.slice(0, 16)}.json`;
}
/** Beside the model's folder: what torchrelay itself knows about the package. */
export const manifestPath = 'torchrelay.json';
