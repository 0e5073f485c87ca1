import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { isRecord, type JsonRecord, recordsOf, textOf } from './json-shape.ts';
import type { Reading } from './read-failure.ts';
import type { ReadJson } from './read-json.ts';

export interface PageRequest {
  readonly url: string;
  readonly reading: Reading;
  readonly read: ReadJson;
  readonly call: Call;
}

/** More than the longest list of one region, by far: a list that goes on is a server that goes round. */
const mostPages = 500;

/** All entries of a list of the resource manager. */
export function armList(request: PageRequest): Promise<readonly JsonRecord[]> {
  return walk({ ...request, key: 'value', nextOf: (page) => link(page, 'nextLink') });
}

/** All entries of a list of the price list. */
export function retailList(request: PageRequest): Promise<readonly JsonRecord[]> {
  return walk({
    ...request,
    key: 'Items',
    nextOf: (page, url, count) => link(page, 'NextPageLink') ?? skipped(url, count),
  });
}

async function walk({
  url: first,
  reading,
  read,
  call,
  key,
  nextOf,
}: PageRequest & {
  readonly key: string;
  readonly nextOf: (page: unknown, url: string, count: number) => string | undefined;
}): Promise<readonly JsonRecord[]> {
  const entries: JsonRecord[] = [];
  let url: string | undefined = first;
  for (let page = 0; url !== undefined; page++) {
    if (page === mostPages) throw endless(first);
    const answer: unknown = await read(url, reading, call);
    const found = recordsOf(answer, key, url);
    entries.push(...found);
    const next: string | undefined = nextOf(answer, url, found.length);
    if (next !== undefined) checkSameServer(next, first);
    url = next;
  }
  return entries;
}

function link(page: unknown, key: string): string | undefined {
  const text = isRecord(page) ? textOf(page, key) : undefined;
  return text === '' ? undefined : text;
}

/** The price list was seen to end pages without a link while there were more: a full one is asked for its next. */
function skipped(url: string, count: number): string | undefined {
  if (count === 0 || count % 100 !== 0) return undefined;
  const next = new URL(url);
  next.searchParams.set('$skip', String(Number(next.searchParams.get('$skip') ?? 0) + count));
  return next.href;
}

/** The token goes with each request: never to whomever an answer names. */
function checkSameServer(next: string, first: string): void {
  if (URL.canParse(next) && new URL(next).origin === new URL(first).origin) return;
  throw new TorchrelayError({
    code: 'AZURE_ANSWER_UNEXPECTED',
    message: `${new URL(first).host} sends for the next page to another server, "${next}".`,
    hint: 'Look at what answers there: a proxy?',
  });
}

function endless(url: string): TorchrelayError {
  return new TorchrelayError({
    code: 'AZURE_ANSWER_UNEXPECTED',
    message: `The list at ${new URL(url).host} has more than ${mostPages} pages.`,
    recovery: 'retry',
  });
}
