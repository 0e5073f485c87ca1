/** The one of this name, whatever its capitals: Azure's lists differ in them. */
export function sizeNamed<Size extends { readonly name: string }>(
  sizes: readonly Size[] | undefined,
  name: string,
): Size | undefined {
  return sizes?.find((size) => size.name.toLowerCase() === name.toLowerCase());
}
