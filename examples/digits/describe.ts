import type { Endpoint, RelayEvent } from '@torchrelay/core';
import type { Model } from '@torchrelay/torchscript';

import { type Answer, isRight, type Prediction } from './classify.ts';

type Signature = Endpoint['signature'];

/** What the file says about itself. */
export function describeModel(model: Model): readonly string[] {
  if (model.format !== 'torchscript') return [model.name];
  const { className, origin, totals, methods, bytesRead } = model;
  return [
    `${className} (${origin}), ${totals.parameters.elements.toLocaleString('en')} parameters`,
    ...methods.map(
      ({ name, arguments: given, returns }) =>
        `${name}(${given.map((each) => `${each.name}: ${each.type}`).join(', ')}) -> ${returns}`,
    ),
    `${kilobytes(bytesRead)} of ${kilobytes(totals.fileBytes)} read`,
  ];
}

/** A line for each part of the way that has ended, and for each warning. */
export function describeEvent(event: RelayEvent): readonly string[] {
  if (event.type === 'stage-end') return [withDuration(event.stage, event.durationInMs)];
  if (event.type === 'step-end') {
    return [withDuration(`${event.action} ${event.kind}`, event.durationInMs)];
  }
  return event.type === 'warning' ? [`warning: ${event.message}`] : [];
}

export function describeSignature({ inputs, outputs }: Signature): string {
  return `${describeTensors(inputs)} -> ${describeTensors(outputs)}`;
}

/** How fast it answered, and how well. */
export function describeAnswers(answers: readonly Answer[]): readonly string[] {
  const predictions = answers.flatMap((answer) => answer.predictions);
  const right = predictions.filter(isRight).length;
  return [
    `${answers.length} requests, median ${formatDuration(median(answers.map(({ latencyInMs }) => latencyInMs)))}`,
    `accuracy ${accuracyOf(predictions).toFixed(3)} (${right} of ${predictions.length})`,
  ];
}

export function accuracyOf(predictions: readonly Prediction[]): number {
  return predictions.filter(isRight).length / predictions.length;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

function withDuration(what: string, durationInMs: number): string {
  return what.padEnd(20) + formatDuration(durationInMs).padStart(8);
}

function describeTensors(tensors: Signature['inputs']): string {
  return tensors
    .map(({ name, datatype, shape }) => `${name} ${datatype}[${shape.join(',')}]`)
    .join(', ');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
