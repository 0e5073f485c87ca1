/** The first items one by one, as an app sends them; the others in batches, as a nightly job does. */
export function intoRequests<Item>(
  items: readonly Item[],
  { single, batchSize }: { readonly single: number; readonly batchSize: number },
): readonly (readonly Item[])[] {
  const requests = items.slice(0, single).map((item) => [item]);
  for (let start = single; start < items.length; start += batchSize) {
    requests.push(items.slice(start, start + batchSize));
  }
  return requests;
}

/** The answers in the order of the requests, of which at most `atOnce` are under way. */
export async function askAll<Request, Answer>(
  requests: readonly Request[],
  { atOnce, ask }: { readonly atOnce: number; readonly ask: (request: Request) => Promise<Answer> },
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  // All senders share one iterator, so each takes the next request when it has its answer.
  const waiting = requests.entries();
  const sendNext = async (): Promise<void> => {
    for (const [index, request] of waiting) answers[index] = await ask(request);
  };
  await Promise.all(Array.from({ length: atOnce }, sendNext));
  return answers;
}
