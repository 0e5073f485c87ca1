/** What Azure has said, out of all the wrapping. */
export interface SaidError {
  /** From the outside in: `BadRequest`, `InferencingClientCreateDeploymentFailed`. */
  readonly codes: readonly string[];
  /** From the inside out: the first says most. */
  readonly texts: readonly string[];
}

/** Deeper than Azure was ever seen to nest; what goes on is no error of its. */
const deepest = 12;

/**
 * Reads an error of the resource manager: `{ error: { code, message, details } }`, whose messages may hold JSON of the
 * service behind it, in which messages are lists by the field they complain about.
 */
export function decodeError(body: unknown): SaidError {
  const codes: string[] = [];
  const texts: string[] = [];
  collect(body, { codes, texts, depth: 0 });
  return { codes, texts: texts.toReversed() };
}

interface Collection {
  readonly codes: string[];
  readonly texts: string[];
  readonly depth: number;
}

/** Fields that hold what is meant for people; others are traces, ids and times. */
const telling: ReadonlySet<string> = new Set([
  'error',
  'errors',
  'innererror',
  'innerError',
  'details',
  'Error',
  'InnerError',
  'Details',
  'detail',
]);

function collect(value: unknown, { codes, texts, depth }: Collection): void {
  if (depth > deepest || value === null || value === undefined) return;
  const inner = { codes, texts, depth: depth + 1 };
  if (typeof value === 'string') return collectText(value, inner);
  if (Array.isArray(value)) return value.forEach((entry) => collect(entry, inner));
  if (typeof value !== 'object') return;
  for (const [key, entry] of Object.entries(value)) {
    if (/^code$/i.test(key) && typeof entry === 'string') codes.push(entry);
    else if (/^message$/i.test(key)) collect(entry, inner);
    else if (key === 'errors' && typeof entry === 'object' && !Array.isArray(entry)) {
      for (const complaint of Object.values(entry ?? {})) collect(complaint, inner);
    } else if (telling.has(key)) collect(entry, inner);
  }
}

function collectText(text: string, collection: Collection): void {
  const { before, document } = splitJson(text);
  if (before !== '') collection.texts.push(before);
  collect(document, collection);
}

/** JSON at the end of a text, as the services behind the resource manager answer it. */
function splitJson(text: string): { readonly before: string; readonly document: unknown } {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start === -1 || end < start) return { before: text.trim(), document: undefined };
  try {
    const document = JSON.parse(text.slice(start, end + 1)) as unknown;
    return { before: text.slice(0, start).trim(), document };
  } catch {
    // Braces that are no JSON are a part of the sentence.
    return { before: text.trim(), document: undefined };
  }
}
