import type { CatalogueRow } from '@torchrelay/core/catalogue';

/** What SageMaker's API takes for each purpose: the lists of its published model. */
export interface SagemakerTypes {
  readonly serving: ReadonlySet<string>;
  readonly training: ReadonlySet<string>;
}

/** From the SDK, which is made from the same model as botocore. */
export async function sagemakerTypes(): Promise<SagemakerTypes> {
  const { ProductionVariantInstanceType, TrainingInstanceType } =
    await import('@aws-sdk/client-sagemaker');
  return {
    serving: new Set<string>(Object.values(ProductionVariantInstanceType)),
    training: new Set<string>(Object.values(TrainingInstanceType)),
  };
}

export function purposesOf(
  type: string,
  { serving, training }: SagemakerTypes,
): CatalogueRow['purposes'] {
  return [
    ...(serving.has(type) ? (['serving'] as const) : []),
    ...(training.has(type) ? (['training'] as const) : []),
  ];
}
