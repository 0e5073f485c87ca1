import { ec2Estimates } from './ec2-estimates.ts';
import type { PriceSource } from './price-source.ts';

/** What somebody wrote down of a price list. */
export interface CapturedPrices {
  readonly key: string;
  readonly service: 'AmazonSageMaker' | 'AmazonEC2';
  /** Of SageMaker's price list: `Hosting`, `Training`, `Studio-JupyterLab`. */
  readonly component?: string;
  readonly region: string;
  readonly asOf: string;
  readonly text: string;
  readonly usdPerHour: Readonly<Record<string, number>>;
}

/** Captures as sources, the best first: the component itself, another component of SageMaker, EC2 with a markup. */
export function capturedSources(captures: readonly CapturedPrices[]): readonly PriceSource[] {
  return captures.toSorted((a, b) => rankOf(a) - rankOf(b)).flatMap(sourcesOf);
}

function rankOf({ service, component = '' }: CapturedPrices): number {
  if (service === 'AmazonEC2') return 2;
  return component in purposeOf ? 0 : 1;
}

function sourcesOf({
  service,
  component = '',
  ...capture
}: CapturedPrices): readonly PriceSource[] {
  if (service === 'AmazonEC2') return ec2Estimates(capture);
  const purpose = purposeOf[component];
  if (purpose !== undefined) return [{ ...capture, kind: 'published', purposes: [purpose] }];
  return [{ ...capture, kind: 'estimate', purposes: ['serving', 'training'] }];
}

const purposeOf: Readonly<Record<string, 'serving' | 'training'>> = {
  Hosting: 'serving',
  Training: 'training',
};
