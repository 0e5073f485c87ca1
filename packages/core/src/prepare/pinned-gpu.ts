import type { TorchscriptModel } from '@torchrelay/torchscript';

/** The reader's finding that the code names the GPU on which it was traced. */
const bakedDevice = 'device-baked-in';

/** The GPU that the code of a file names, on which alone it then runs; `undefined` where it names none. */
export function pinnedGpu({ findings }: TorchscriptModel): number | undefined {
  const finding = findings.find(({ code }) => code === bakedDevice);
  const gpu = /cuda:(\d+)/.exec(finding?.message ?? '')?.[1];
  return gpu === undefined ? undefined : Number(gpu);
}
