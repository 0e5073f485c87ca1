import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { type Recovery, TorchrelayError } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';

import { isSignInFailure, signInFailure } from '../../store/sign-in-failure.ts';
import { slimCause } from '../../store/slim-cause.ts';
import type { Method } from '../client/permission-of.ts';
import { decodeError, type SaidError } from './decode-error.ts';
import { explainFailure } from './explain-failure.ts';

/** A request without an answer. An abort stays one. */
export function noAnswer(
  error: unknown,
  {
    attempt,
    isChange,
    abortSignal,
  }: {
    readonly attempt: string;
    readonly isChange: boolean;
    readonly abortSignal: AbortSignal | undefined;
  },
): TorchrelayError {
  if (TorchrelayError.isInstance(error)) return error;
  if (abortSignal?.aborted === true) return toTorchrelayError(slimCause(error), abortSignal);
  if (isSignInFailure(error)) return signInFailure(error, attempt);
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return new TorchrelayError({
    code: 'UNREACHABLE',
    message: `${attempt}: no answer from Azure (${reason}).`,
    hint: 'Check the network, and HTTPS_PROXY where there is a proxy, and run the command again; what was sent is kept.',
    recovery: 'retry',
    effect: isChange ? 'unknown' : 'none',
    cause: slimCause(error),
  });
}

export interface Refusal {
  readonly response: Pick<PipelineResponse, 'status' | 'bodyAsText' | 'headers'>;
  readonly attempt: string;
  readonly method: Method;
  /** What the caller needs to be allowed; empty where nothing special. */
  readonly permission: string;
}

/** A request that Azure answered with an error, in its own innermost words. */
export function refusal({ response, attempt, method, permission }: Refusal): TorchrelayError {
  const { status, bodyAsText, headers } = response;
  const said = decodeError(jsonOf(bodyAsText));
  const { code, problem, hint, recovery } = meaningOf(status, said, permission);
  const sentence = problem ?? said.texts[0] ?? `Azure answered ${status}`;
  const requestId = headers.get('x-ms-request-id') ?? headers.get('x-ms-correlation-request-id');
  return new TorchrelayError({
    code,
    message: `${attempt}: ${withoutStop(sentence)}.`,
    hint,
    recovery,
    effect: status >= 500 && method !== 'GET' ? 'unknown' : 'none',
    data: {
      status,
      codes: said.codes,
      ...(said.texts.length > 0 && { said: said.texts.join(' ') }),
      ...(requestId !== undefined && { requestId }),
      ...(code === 'ACCESS_DENIED' && { permission: deniedAction(said.texts) ?? permission }),
    },
  });
}

/** Something that went on after the answer, and came to nothing. */
export function operationFailure({
  attempt,
  endpoint = 'NAME',
  status,
  error,
  lines = [],
}: {
  readonly attempt: string;
  /** Whose lines may say more. */
  readonly endpoint?: string | undefined;
  readonly status: string;
  readonly error?: unknown;
  /** The last ones that the container wrote. */
  readonly lines?: readonly string[];
}): TorchrelayError {
  const { codes, texts } = decodeError({ error });
  const said = [...codes, ...texts].join(' ');
  const meaning = explainFailure(said) ?? explainFailure(lines.join('\n'));
  const hint = meaning?.hint ?? 'The container’s lines may say more: torchrelay logs NAME';
  const sentence =
    texts[0] ?? (codes.at(-1) || `it ended as ${status}, and Azure does not say why`);
  return new TorchrelayError({
    code: meaning?.code ?? 'DEPLOYMENT_FAILED',
    message: [`${attempt}: ${withoutStop(sentence)}.`, ...lines.map((line) => `  ${line}`)].join(
      '\n',
    ),
    hint: hint.replace('torchrelay logs NAME', `torchrelay logs ${endpoint}`),
    recovery: meaning?.recovery === 'retry' ? 'replan' : (meaning?.recovery ?? 'never'),
    effect: 'done',
    data: { status, codes, ...(texts.length > 0 && { said: texts.join(' ') }) },
  });
}

/** Whether the failure says that there is no such thing. */
export function isAbsence(error: unknown): boolean {
  return TorchrelayError.isInstance(error) && error.code === 'NOT_FOUND';
}

/** Whether something else has to end first. */
export function isBusy(error: unknown): boolean {
  return TorchrelayError.isInstance(error) && error.code === 'BUSY';
}

interface Meaning {
  readonly code: string;
  readonly problem?: string;
  readonly hint?: string;
  readonly recovery: Recovery;
}

function meaningOf(status: number, { codes, texts }: SaidError, permission: string): Meaning {
  if (status === 401) return notSignedIn;
  if (status === 403) return deniedOr({ codes, texts }, permission);
  if (status === 404) return absence(texts);
  if (status === 409) return busyOr(codes, texts);
  if (status === 429) return throttled;
  if (status >= 500 || status === 408) return unavailable;
  const meaning = explainFailure([...codes, ...texts].join(' '));
  return meaning ?? { code: 'AZURE_REFUSED', recovery: 'never' };
}

/** Not only roles forbid: policies do, and identities have to be lent. */
function deniedOr({ codes, texts }: SaidError, permission: string): Meaning {
  const known = explainFailure([...codes, ...texts].join(' '));
  const isOther = known !== undefined && ['POLICY_REFUSED', 'ACCESS_DENIED'].includes(known.code);
  return isOther ? known : { ...denied, hint: allow(deniedAction(texts) ?? permission) };
}

const notSignedIn: Meaning = {
  code: 'NO_CREDENTIALS',
  problem: 'nobody is signed in to Azure here, or no longer',
  hint: 'Sign in: az login.',
  recovery: 'never',
};

const denied: Meaning = { code: 'ACCESS_DENIED', recovery: 'never' };

const throttled: Meaning = {
  code: 'THROTTLED',
  problem: 'Azure asks to go slower',
  hint: 'Other work in this subscription takes its share. Run the command again in a minute.',
  recovery: 'retry',
};

const unavailable: Meaning = {
  code: 'UNAVAILABLE',
  hint: 'Azure is busy or ill. Run the command again; what was sent is kept.',
  recovery: 'retry',
};

/** A missing workspace is a mistake in the settings; a missing part of it is an answer. */
function absence(texts: readonly string[]): Meaning {
  const isPlace = texts.some((text) =>
    /(?:Resource group '|subscription '|The Resource 'Microsoft\.MachineLearningServices\/workspaces\/[^/']+')/i.test(
      text,
    ),
  );
  if (!isPlace) return { code: 'NOT_FOUND', recovery: 'replan' };
  return {
    code: 'WORKSPACE_MISSING',
    hint: 'Check the names of subscription, resource group and workspace: az ml workspace list.',
    recovery: 'never',
  };
}

function busyOr(codes: readonly string[], texts: readonly string[]): Meaning {
  const meaning = explainFailure([...codes, ...texts].join(' '));
  if (meaning !== undefined) return meaning;
  return {
    code: 'BUSY',
    problem: 'another change of it is under way',
    hint: 'It goes on by itself. Run the command again.',
    recovery: 'retry',
  };
}

/** Azure names the action that it missed. */
function deniedAction(texts: readonly string[]): string | undefined {
  return texts.flatMap((text) => /perform action '([^']+)'/.exec(text)?.[1] ?? [])[0];
}

/** The built-in role that has the actions which begin so. _read_ */
const roles: readonly (readonly [prefix: string, role: string])[] = [
  [
    'Microsoft.MachineLearningServices/workspaces/computes/',
    '"AzureML Compute Operator" on the workspace',
  ],
  ['Microsoft.MachineLearningServices/', '"AzureML Data Scientist" on the workspace'],
  ['Microsoft.Insights/autoscalesettings/', '"Monitoring Contributor" on the resource group'],
  ['Microsoft.Insights/metrics/', '"Monitoring Reader" on the workspace'],
  ['Microsoft.ManagedIdentity/', '"Managed Identity Operator" on the identity'],
];

function allow(permission: string): string {
  const [, role] = roles.find(([prefix]) => permission.startsWith(prefix)) ?? [];
  const named = role === undefined ? '' : `; the role ${role} has it`;
  return `Allow ${permission} to whoever is signed in (az account show)${named}.`;
}

function jsonOf(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    // A page of a proxy: its words say nothing of Azure's.
    return undefined;
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/[.\s]+$/, '');
}
