import { list } from '@torchrelay/core';
import type { Call, Need, Offer, Target } from '@torchrelay/core/target';

import type { CommandContext } from '../../command-line/command-context.ts';
import { describeError } from '../../errors/describe-error.ts';
import { formatUsd } from '../../output/money.ts';
import { countOf } from '../../output/quantities.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { Check } from './check.ts';
import { probeSpec } from './probe-spec.ts';

type Found = Pick<Check, 'outcome' | 'message' | 'hint'>;

/**
 * Everything that a deployment to this place would find out, without making anything: who we are there, where the
 * packages lie, what is deployed, what could be had, and whether the role will do.
 */
export async function checkTarget(
  uri: string,
  { abortSignal }: Pick<CommandContext, 'abortSignal'>,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const call: Call = {
    abortSignal,
    onWarning: ({ message }) =>
      checks.push({ name: 'note', target: uri, outcome: 'warning', message }),
  };
  const look = async (name: string, at: () => Promise<Found>): Promise<boolean> => {
    const found = await attempt(at, abortSignal);
    checks.push({ name, target: uri, ...found });
    return found.outcome !== 'problem';
  };
  let target: Target | undefined;
  const isThere = await look('account', async () => {
    ({ target } = await openTarget(uri));
    return ok(await target.doScope(call));
  });
  // Whoever is not let in at all would hear the same of all the rest.
  if (!isThere || target === undefined) return checks;
  await lookAround({ target, call, look, hasRole: /[?&]role=/.test(uri) });
  return checks;
}

async function lookAround({
  target,
  call,
  look,
  hasRole,
}: {
  readonly target: Target;
  readonly call: Call;
  readonly look: (name: string, at: () => Promise<Found>) => Promise<boolean>;
  /** Whether the target names one. */
  readonly hasRole: boolean;
}): Promise<void> {
  const { store, serving, training } = target;
  await look('store', async () => {
    const { location, exists } = await store.doObserve(call);
    return ok(exists ? location : `${location}, which the first deployment makes`);
  });
  await look('list', async () => {
    const { abortSignal } = call;
    const found = await Array.fromAsync(list(target, { ...(abortSignal && { abortSignal }) }));
    return ok(`${countOf(found.length, 'deployment')} there`);
  });
  let offer: Offer | undefined;
  const need: Need = { ...need1, purpose: 'serving' };
  if (serving !== undefined) {
    await look('serving', async () => {
      const offers = await serving.doOffers(need, call);
      offer = cheapest(offers);
      return describeOffers(offers);
    });
  }
  if (offer !== undefined && serving?.doCheck !== undefined) {
    const spec = probeSpec(offer, need);
    await look(hasRole ? 'role' : 'allowed', async () => {
      await serving.doCheck?.(spec, call);
      return ok('nothing stands in the way');
    });
  }
  if (training !== undefined) {
    await look('training', async () =>
      describeOffers(await training.doOffers({ ...need1, purpose: 'training' }, call)),
    );
  }
}

const need1: Omit<Need, 'purpose'> = { accelerator: 'default', memoryBytes: 2 ** 30, nodes: 1 };

function ok(message: string): Found {
  return { outcome: 'ok', message };
}

async function attempt(at: () => Promise<Found>, abortSignal: AbortSignal): Promise<Found> {
  try {
    return await at();
  } catch (error) {
    abortSignal.throwIfAborted();
    const { message, hint } = describeError(error);
    return { outcome: 'problem', message, ...(hint !== undefined && { hint }) };
  }
}

/** What can be had at once; else what stands in the way. */
function describeOffers(offers: readonly Offer[]): Found {
  const offer = cheapest(offers);
  if (offer === undefined) {
    return {
      outcome: 'warning',
      message: 'no GPU instances are offered here',
      hint: 'Choose another region: torchrelay gpus lists them.',
    };
  }
  const { instanceType, usdPerHour, quotaLeft, quotaName, quotaCode } = offer;
  const price = usdPerHour.known ? `${formatUsd(usdPerHour.value)} per hour` : 'price unknown';
  const what = `${instanceType}, ${price}`;
  if (!quotaLeft.known) return ok(`${what}; quota unknown: ${quotaLeft.reason}`);
  if (quotaLeft.value >= 1) return ok(`${what}, quota left for ${quotaLeft.value}`);
  const code = quotaCode === undefined ? '' : ` (${quotaCode})`;
  return {
    outcome: 'warning',
    message: `${what}, and no quota for it is left`,
    hint: `Ask for more of "${quotaName ?? instanceType}"${code}, or take another kind: --accelerator auto`,
  };
}

/** Of those that quota allows, else of all that are offered: the A100s that are taken by default, where there are any. */
function cheapest(all: readonly Offer[]): Offer | undefined {
  const offers = all.filter(({ offeredHere }) => !offeredHere.known || offeredHere.value);
  const a100 = offers.filter(({ accelerator }) => accelerator?.kind.startsWith('A100'));
  const gpus = offers.filter(({ accelerator }) => accelerator !== undefined);
  const offered = [a100, gpus, offers].find(({ length }) => length > 0) ?? [];
  const free = offered.filter(({ quotaLeft }) => !quotaLeft.known || quotaLeft.value >= 1);
  const priceOf = ({ usdPerHour }: Offer): number =>
    usdPerHour.known ? usdPerHour.value : Number.POSITIVE_INFINITY;
  return (free.length > 0 ? free : offered).toSorted((a, b) => priceOf(a) - priceOf(b))[0];
}
