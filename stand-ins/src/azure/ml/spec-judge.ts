import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { LiveValidator } from 'oav/dist/lib/liveValidation/liveValidator.js';

import type { MlHttpAnswer, MlHttpRequest } from './ml-http.ts';

/** Holds exchanges against Microsoft's specification, by Microsoft's own validator. */
export interface SpecJudge {
  readonly judge: (request: MlHttpRequest, answer: MlHttpAnswer) => Promise<void>;
  readonly exchanges: () => number;
  readonly violations: () => readonly string[];
  /** Exchanges of which the specification is missing in the checkout: Azure Monitor's is another one. */
  readonly beside: () => number;
}

const documents =
  'machinelearningservices/resource-manager/Microsoft.MachineLearningServices/stable/2024-04-01';

const monitorDocuments = [
  'monitor/resource-manager/Microsoft.Insights/stable/2022-10-01/autoscale_API.json',
  'monitor/resource-manager/Microsoft.Insights/stable/2018-01-01/metrics_API.json',
];

/** From `AZURE_REST_API_SPECS`, its folder `specification`, or from beside this checkout; `undefined` without. */
export function specificationFolder(): string | undefined {
  const folders = [
    process.env['AZURE_REST_API_SPECS'] ?? '',
    join(import.meta.dirname, '../../../../../shared/specs/azure-ml/specification'),
  ];
  return folders.find((folder) => folder !== '' && existsSync(join(folder, documents)));
}

/**
 * What none of these specifications describes: the addresses of operations, what another provider is asked, and the
 * services beside the resource manager. Of run history, a specification of 2019 alone is published.
 */
function isDescribed({ url }: MlHttpRequest): boolean {
  return !/\/mfeOperations|\/providers\/Microsoft\.Compute\/|^\/(?:discovery|history|msi|vault)\b/.test(
    url.pathname,
  );
}

/** What is refused before it is read breaks no specification. */
function isRead({ status }: MlHttpAnswer): boolean {
  return status !== 401;
}

/** The same for exchanges that differ in times, ports and keys alone: they are judged alike. */
function likenessOf({ method, url, body }: MlHttpRequest, answer: MlHttpAnswer): string {
  const { pathname, search } = url;
  return JSON.stringify([method, pathname, search, body, answer])
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
    .replaceAll(/127\.0\.0\.1:\d+|"[0-9a-f]{32}"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '');
}

function hasMonitor(directory: string): boolean {
  return monitorDocuments.every((document) => existsSync(join(directory, document)));
}

function isOfMonitor({ url }: MlHttpRequest): boolean {
  return url.pathname.includes('/Microsoft.Insights/');
}

const validators = new Map<string, Promise<LiveValidator>>();

/** It reads the whole specification, which takes seconds: once in a process. */
async function loadValidator(directory: string): Promise<LiveValidator> {
  const { LiveValidator: Validator } = await import('oav/dist/lib/liveValidation/liveValidator.js');
  const validator = new Validator({
    directory,
    swaggerPathsPattern: [
      `${documents}/*.json`,
      ...(hasMonitor(directory) ? monitorDocuments : []),
    ],
    excludedSwaggerPathsPattern: [],
    git: { shouldClone: false },
    isPathCaseSensitive: false,
    // Without the headers that the real resource manager adds before a provider sees a request.
    isArmCall: false,
  });
  await validator.initialize();
  return validator;
}

export async function startSpecJudge(directory: string): Promise<SpecJudge> {
  const loading = validators.get(directory) ?? loadValidator(directory);
  validators.set(directory, loading);
  const validator = await loading;
  let exchanges = 0;
  let beside = 0;
  const violations: string[] = [];
  const judged = new Set<string>();

  async function judge(request: MlHttpRequest, answer: MlHttpAnswer): Promise<void> {
    const { status, headers, body } = answer;
    if (!isDescribed(request) || !isRead({ status })) return;
    if (isOfMonitor(request) && !hasMonitor(directory)) {
      beside += 1;
      return;
    }
    exchanges += 1;
    const alike = likenessOf(request, answer);
    if (judged.has(alike)) return;
    judged.add(alike);
    const { method } = request;
    const url = `https://management.azure.com${request.url.pathname}${request.url.search}`;
    const asked = await validator.validateLiveRequest({
      method,
      url,
      headers: { 'content-type': 'application/json', ...request.headers },
      ...(request.body !== undefined && { body: request.body as Record<string, unknown> }),
    });
    const answered = await validator.validateLiveResponse(
      {
        statusCode: String(status),
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: body as Record<string, unknown> }),
      },
      { url, method },
    );
    const said = { request: asked, answer: answered };
    for (const [side, { isSuccessful, errors, runtimeException }] of Object.entries(said)) {
      if (isSuccessful === true) continue;
      const why = errors.map(
        ({ code, message, pathsInPayload }) => `${code} ${message} at ${pathsInPayload.join(', ')}`,
      );
      violations.push(
        `${method} ${request.url.pathname} (${status}), ${side}: ${[...why, runtimeException?.message].join('; ')}`,
      );
    }
  }

  return {
    judge,
    exchanges: () => exchanges,
    violations: () => violations,
    beside: () => beside,
  };
}
