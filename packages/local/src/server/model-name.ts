/** The one directory of a package: the model's name and version on every target. */
export const MODEL_NAME = 'model';
export const MODEL_VERSION = '1';
export const PLATFORM = 'pytorch_libtorch';
