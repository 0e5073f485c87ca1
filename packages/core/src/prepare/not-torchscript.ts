import { TorchrelayError } from '../errors/torchrelay-error.ts';

export function notTorchscript(file: string): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_NOT_SERVABLE',
    message: `${file} is a program of torch.export (.pt2), which the engine does not serve.`,
    hint: "Save the model as TorchScript: torch.jit.script(model.eval()).save('model.pt')",
    data: { file },
  });
}
