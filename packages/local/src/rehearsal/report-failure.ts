import { TorchrelayError } from '@torchrelay/core';
import type { RehearsalReport } from '@torchrelay/core/target';

export type FailedReport = Exclude<RehearsalReport, { outcome: 'passed' }>;

/** What a failure means for a deployment: whether the engine in the cloud would fail in the same way. */
export function reportFailure({ error }: { error: unknown }): FailedReport {
  if (!TorchrelayError.isInstance(error)) throw error;
  const { message, message: reason, data } = error;
  switch (error.code) {
    case 'PYTHON_NOT_FOUND':
      return { outcome: 'not-possible', reason, hint: error.hint ?? '' };
    case 'TIME_LIMIT_EXCEEDED':
      return {
        outcome: 'not-possible',
        reason,
        hint: 'Rehearse on a faster machine, or allow more time.',
      };
    case 'WORKER_START_FAILED':
      return {
        outcome: 'not-possible',
        reason,
        hint: error.hint ?? 'Check that Python can import torch.',
      };
    case 'WORKER_LOST':
      return reportLostWorker(error);
    case 'MODEL_FAILED':
      return {
        ...verdictOf(String(data['reason'])),
        reason: sentenceOf({ reason: data['reason'], message }),
      };
    default:
      throw error;
  }
}

type Verdict =
  | { readonly outcome: 'not-possible'; readonly hint: string }
  | { readonly outcome: 'failed'; readonly hint: string; readonly sharedByEngine: boolean };

/** The worker's words for what went wrong: `failure.py` and its users. */
function verdictOf(reason: string): Verdict {
  switch (reason) {
    case 'model-raised':
      return {
        outcome: 'failed',
        sharedByEngine: true,
        hint: 'Check the example inputs first, then the model: PyTorch itself refuses this call.',
      };
    case 'unsupported-input':
      return {
        outcome: 'failed',
        sharedByEngine: true,
        hint: 'Export the model with tensor arguments only, have it wrapped by `torchrelay adapt`, or bring a server image of your own.',
      };
    case 'unsupported-output':
      return {
        outcome: 'failed',
        sharedByEngine: true,
        hint: 'Return tensors with at least one dimension, of a datatype that the engine has; `torchrelay adapt` wraps a model so. Or bring a server image of your own.',
      };
    case 'model-unreadable':
      return {
        outcome: 'failed',
        sharedByEngine: true,
        hint: 'Save the model again with torch.jit.save.',
      };
    case 'operator-missing':
      return {
        outcome: 'not-possible',
        hint: 'Install the library that brings the operator (torchvision, for one), or a newer PyTorch.',
      };
    case 'device-unsupported':
      return {
        outcome: 'not-possible',
        hint: 'The model needs a GPU: rehearse where there is one, or declare the outputs.',
      };
    case 'device-lost':
      return {
        outcome: 'failed',
        sharedByEngine: true,
        hint: 'Check the example inputs: an index out of range is the usual cause of such an error on a GPU.',
      };
    case 'out-of-memory':
      return {
        outcome: 'not-possible',
        hint: 'Rehearse on a machine with more memory, or declare the outputs.',
      };
    default:
      return {
        outcome: 'failed',
        sharedByEngine: false,
        hint: 'This is a defect of torchrelay. Please report it.',
      };
  }
}

/** Linux ends a process that takes too much memory with SIGKILL; anything else is the model's own doing. */
function reportLostWorker({ message: reason, hint = '', data }: TorchrelayError): FailedReport {
  if (data['signal'] === 'SIGKILL') return { ...verdictOf('out-of-memory'), reason };
  return { outcome: 'failed', sharedByEngine: true, reason, hint };
}

function sentenceOf({ reason, message }: { reason: unknown; message: string }): string {
  const sentence = reason === 'model-raised' ? `the model raised an error: ${message}` : message;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?…]$/.test(sentence) ? '' : '.'}`;
}
