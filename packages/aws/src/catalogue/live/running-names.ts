import { TorchrelayError } from '@torchrelay/core';

/** Some instances that run, and the quota that they count against. */
export interface InstanceUse {
  readonly quotaName: string;
  readonly instances: number;
}

/** So many endpoints or jobs are looked at one by one; accounts with more are too busy to be counted in a plan. */
const mostLookedAt = 100;

/**
 * Collects names from pages, as long as they are few enough to be looked at.
 *
 * @throws TorchrelayError `TOO_MANY_TO_COUNT`
 */
export async function runningNames<Page>(
  pages: AsyncIterable<Page>,
  read: (page: Page) => readonly (string | undefined)[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of pages) {
    names.push(...read(page).filter((name) => name !== undefined));
    if (names.length > mostLookedAt) throw tooMany();
  }
  return names;
}

function tooMany(): TorchrelayError {
  return new TorchrelayError({
    code: 'TOO_MANY_TO_COUNT',
    message: `More than ${mostLookedAt} endpoints or jobs run in this account: how many instances they use was not counted.`,
    hint: 'Look at the quota in the console of Service Quotas.',
  });
}
