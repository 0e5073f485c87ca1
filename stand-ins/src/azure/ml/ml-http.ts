/** A request to the resource manager, read. */
export interface MlHttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` where there is none. */
  readonly body: unknown;
}

export interface MlHttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function answer(
  status: number,
  body?: unknown,
  headers: MlHttpAnswer['headers'] = {},
): MlHttpAnswer {
  return { status, headers, ...(body !== undefined && { body }) };
}

/** As the resource manager writes errors. */
export function refuse(
  status: number,
  code: string,
  message: string,
  details: readonly object[] = [],
): MlHttpAnswer {
  return answer(status, { error: { code, message, ...(details.length > 0 && { details }) } });
}

/** A list, page by page: two entries each, so that every test walks. */
export function page(entries: readonly unknown[], { url }: MlHttpRequest): MlHttpAnswer {
  const size = 2;
  const start = Number(url.searchParams.get('$skip') ?? 0);
  const next = new URL(url);
  next.searchParams.set('$skip', String(start + size));
  return answer(200, {
    value: entries.slice(start, start + size),
    ...(entries.length > start + size && { nextLink: next.href }),
  });
}
