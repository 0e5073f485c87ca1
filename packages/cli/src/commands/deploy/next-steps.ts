import { curlCommand } from '../../asking/curl-command.ts';
import { curlDoor } from '../../asking/curl-door.ts';
import { exampleInputs } from '../../asking/example-inputs.ts';
import { formatDuration } from '../../output/quantities.ts';
import type { Style } from '../../output/style.ts';
import { targetOption } from '../../targets/open-target.ts';
import type { DeployDocument } from './run.ts';

/** What can be done with it now, in commands that work as they stand. */
export function nextSteps({
  endpoint,
  changed,
  durationInMs,
  uri,
  style,
}: Pick<DeployDocument, 'endpoint' | 'changed' | 'durationInMs'> & {
  readonly uri: string;
  readonly style: Style;
}): string[] {
  const { name, provider, signature } = endpoint;
  const option = targetOption(uri);
  const time = formatDuration(durationInMs);
  const { inputs, preprocess } = signature;
  const door = curlDoor(endpoint);
  const curl = door === undefined ? [] : [`  ${curlCommand({ door, inputs })}`];
  return [
    '',
    changed
      ? `${style.bold(name)} answers on ${provider} after ${time}.`
      : `= ${style.bold(name)} on ${provider} is as wanted: no change`,
    'Ask it:',
    `  torchrelay predict ${name} ${exampleInputs(inputs, preprocess)}${option}`,
    ...curl,
    'Then:',
    `  torchrelay logs ${name} --follow${option}`,
    `  torchrelay destroy ${name}${option}`,
  ];
}
