import { TorchrelayError } from '@torchrelay/core';

/** What went wrong in Python, as it concerns who wants a model adapted. Anything else stays what it is. */
export function adaptError({
  error,
  file,
  exceededInMs,
}: {
  readonly error: unknown;
  readonly file: string;
  /** The time limit, where it has stopped the work. */
  readonly exceededInMs: number | undefined;
}): unknown {
  if (exceededInMs !== undefined) return timeLimitError(exceededInMs, error);
  if (!TorchrelayError.isInstance(error) || error.code !== 'MODEL_FAILED') return error;
  const { message, data } = error;
  const { code, hint, what } = words[String(data['reason'])] ?? otherWords;
  return new TorchrelayError({
    code,
    message: `${file} ${what}: ${message}.`,
    hint,
    cause: error,
    data: { file, ...data },
  });
}

interface Words {
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}

/** By the worker's own word for it. */
const words: Readonly<Record<string, Words>> = {
  'not-adaptable': {
    code: 'MODEL_NOT_ADAPTABLE',
    what: 'cannot be adapted',
    hint: 'Wrap the model in Python yourself, in a module whose forward takes and returns tensors, and save that with torch.jit.script(…).save(…). An int, float, bool or str can also be fixed: --set NAME=VALUE',
  },
  'value-needed': {
    code: 'ADAPT_VALUE_NEEDED',
    what: 'cannot be adapted yet',
    hint: "Fix the argument with --set NAME=VALUE, or say what to try the model with: --input 'NAME=FP32[1,4]' or --example 'NAME=[1,2,3]'",
  },
};

const otherWords: Words = {
  code: 'MODEL_FAILED',
  what: 'failed when it was run',
  hint: 'Check the examples first, then the model: PyTorch itself refuses this call.',
};

export function sameFileError(file: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ADAPT_IN_PLACE',
    message: `${file} would be replaced by what is made of it.`,
    hint: 'Write to another file: -o adapted.pt',
    data: { file },
  });
}

function timeLimitError(timeLimitInMs: number, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'TIME_LIMIT_EXCEEDED',
    message: `Adapting the model took longer than ${timeLimitInMs / 1000} seconds.`,
    hint: 'Allow more time, or adapt it on a faster machine.',
    cause,
  });
}
