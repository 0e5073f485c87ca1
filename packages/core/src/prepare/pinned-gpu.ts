import type { TorchscriptModel } from '@torchrelay/torchscript';

/** The reader's finding that the code names the GPU on which it was traced. */
const bakedDevice = 'device-baked-in';

/** The GPU that the code of a file names, on which alone it then runs; `undefined` where it names none. */
export function pinnedGpu({ findings }: TorchscriptModel): number | undefined {
  for (const { code, message } of findings) {
    const gpu = code === bakedDevice ? /cuda:(\d+)/.exec(message)?.[1] : undefined;
    if (gpu !== undefined) return Number(gpu);
  }
  return undefined;
}
