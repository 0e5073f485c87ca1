/** What an output is called that nobody has named. */
export function defaultOutputName(index: number): string {
  return `OUTPUT__${index}`;
}

/**
 * Output names that Triton would take for another of the model's outputs. It reads `<name>__<index>` as the
 * output of that index if every name has that form, and otherwise goes by their order in the configuration.
 * Source: `GetNamingConvention` and `ValidateOutputs` of its PyTorch backend, with their quirks: the first
 * `__` counts, and no digits at all are 0.
 */
export function misnumbered(
  names: readonly string[],
): readonly { readonly name: string; readonly index: number; readonly means: number }[] {
  const numbers = names.map(numberIn);
  if (numbers.includes(undefined)) return [];
  return names.flatMap((name, index) => {
    const means = numbers[index] ?? index;
    return means === index ? [] : [{ name, index, means }];
  });
}

function numberIn(name: string): number | undefined {
  const start = name.indexOf('__');
  if (start < 0) return undefined;
  const digits = name.slice(start + 2);
  return /^\d*$/.test(digits) ? Number(digits) : undefined;
}
