import type { EndpointReference } from '@torchrelay/core';

import { curlCommand } from '../asking/curl-command.ts';
import { curlDoor } from '../asking/curl-door.ts';
import { exampleInputs } from '../asking/example-inputs.ts';
import { formatDuration } from '../output/quantities.ts';
import type { Style } from '../output/style.ts';
import { targetOption } from '../targets/open-target.ts';

/** What can be done with it now, in commands that work as they stand. */
export function nextSteps({
  endpoint,
  changed,
  durationInMs,
  uri,
  style,
}: {
  readonly endpoint: EndpointReference;
  /** False when everything was as wanted already. */
  readonly changed: boolean;
  readonly durationInMs: number;
  /** As the command line would name the target; `undefined` where only a program does. */
  readonly uri: string | undefined;
  readonly style: Style;
}): string[] {
  const { name, provider, signature } = endpoint;
  const time = formatDuration(durationInMs);
  const door = curlDoor(endpoint);
  const curl = door === undefined ? [] : [`  ${curlCommand({ door, inputs: signature.inputs })}`];
  const [predict, then] = uri === undefined ? [[], []] : commandsFor(endpoint, targetOption(uri));
  return [
    '',
    changed
      ? `${style.bold(name)} answers on ${provider} after ${time}.`
      : `= ${style.bold(name)} on ${provider} is as wanted: no change`,
    ...(predict.length + curl.length === 0 ? [] : ['Ask it:', ...predict, ...curl]),
    ...(then.length === 0 ? [] : ['Then:', ...then]),
  ];
}

function commandsFor(
  { name, signature: { inputs, preprocess } }: EndpointReference,
  option: string,
): readonly [predict: readonly string[], then: readonly string[]] {
  return [
    [`  torchrelay predict ${name} ${exampleInputs(inputs, preprocess)}${option}`],
    [`  torchrelay logs ${name} --follow${option}`, `  torchrelay destroy ${name}${option}`],
  ];
}
