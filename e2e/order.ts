import { sagemaker } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import type { Target } from '@torchrelay/core/target';

/** What somebody has opted into. */
export interface Order {
  readonly target: Target;
  /** For everything together, in US dollars. */
  readonly mostUsd: number;
  /** How often the cloud is asked how far it is, at least; as often as the target wants where it is absent. */
  readonly mostPollInMs?: number;
}

/** Nothing was begun, because nobody has agreed to it. */
export class EndToEndRefusal extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const targets: Readonly<Record<string, (environment: Environment) => Target>> = {
  sagemaker: ({ TORCHRELAY_E2E_ROLE: role, TORCHRELAY_E2E_BUCKET: bucket }) =>
    sagemaker({ ...(role !== undefined && { role }), ...(bucket !== undefined && { bucket }) }),
  azureml: ({ TORCHRELAY_E2E_WORKSPACE: place = '' }) => {
    const [subscription, resourceGroup, workspace] = place.split('/');
    if (subscription === undefined || resourceGroup === undefined || workspace === undefined)
      throw new EndToEndRefusal(
        'Say which workspace: TORCHRELAY_E2E_WORKSPACE=SUBSCRIPTION/GROUP/WORKSPACE.',
      );
    return azureml({ subscription, resourceGroup, workspace });
  },
};

/**
 * Reads it from the environment, and nothing else: what costs money is opted into by name.
 *
 * @throws EndToEndRefusal
 */
export function readOrder(environment: Environment): Order {
  const { TORCHRELAY_E2E: provider, TORCHRELAY_E2E_MAX_USD: most = '5' } = environment;
  const open = targets[provider ?? ''];
  if (open === undefined) {
    throw new EndToEndRefusal(
      `This rents real machines. Say where: TORCHRELAY_E2E=${Object.keys(targets).join(' or ')}.`,
    );
  }
  const mostUsd = Number(most);
  if (!(mostUsd > 0)) throw new EndToEndRefusal(`"${most}" is no amount: TORCHRELAY_E2E_MAX_USD=5`);
  const { TORCHRELAY_E2E_POLL_IN_MS: poll } = environment;
  const target = open(environment);
  return { target, mostUsd, ...(poll !== undefined && { mostPollInMs: Number(poll) }) };
}
