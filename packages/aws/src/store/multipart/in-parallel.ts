/** Works on several at once, and gives the results in the order of the items. After a failure it begins no more. */
export async function inParallel<Item, Result>({
  items,
  parallel,
  work,
}: {
  readonly items: readonly Item[];
  readonly parallel: number;
  readonly work: (item: Item) => Promise<Result>;
}): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  let hasFailed = false;
  const lanes = Array.from({ length: Math.min(parallel, items.length) }, async () => {
    for (const [index, item] of queue) {
      if (hasFailed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  });
  const ended = await Promise.allSettled(lanes);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return results;
}
