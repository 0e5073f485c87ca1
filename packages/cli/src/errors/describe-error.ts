import { CommandError } from './command-error.ts';

/** An error as people and scripts see it. */
export interface ErrorDescription {
  /** Stable: scripts switch on it. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly recovery: 'retry' | 'next-offer' | 'replan' | 'never';
  readonly effect: 'none' | 'unknown' | 'done';
  readonly data: Readonly<Record<string, unknown>>;
  /** Of a defect of ours, for the report. */
  readonly stack?: string;
}

const marker = Symbol.for('torchrelay.error');

export function describeError(error: unknown): ErrorDescription {
  if (error instanceof CommandError) return describeCommandError(error);
  if (isTorchrelayError(error)) return withStack(error.toJSON(), error);
  if (error instanceof Error && error.name === 'AbortError') return interrupted;
  return defect(error);
}

interface MarkedError {
  readonly cause?: unknown;
  toJSON(): ErrorDescription;
}

/** By the mark that all packages share, so that none of them has to be loaded for it. */
function isTorchrelayError(error: unknown): error is MarkedError {
  return typeof error === 'object' && error !== null && marker in error && 'toJSON' in error;
}

function withStack(description: ErrorDescription, { cause }: MarkedError): ErrorDescription {
  const stack = cause instanceof Error ? cause.stack : undefined;
  return description.code === 'UNEXPECTED' && stack !== undefined
    ? { ...description, stack }
    : description;
}

function describeCommandError({ code, message, hint, data }: CommandError): ErrorDescription {
  const advice = hint === undefined ? {} : { hint };
  return { code, message, ...advice, recovery: 'never', effect: 'none', data };
}

const interrupted: ErrorDescription = {
  code: 'ABORTED',
  message: 'Stopped, as asked.',
  recovery: 'never',
  effect: 'unknown',
  data: {},
};

function defect(error: unknown): ErrorDescription {
  const stack = error instanceof Error ? error.stack : undefined;
  return {
    code: 'UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of torchrelay. Please report it with the command and what is below.',
    recovery: 'never',
    effect: 'unknown',
    data: {},
    ...(stack === undefined ? {} : { stack }),
  };
}
