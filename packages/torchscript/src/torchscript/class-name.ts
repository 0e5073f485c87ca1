/** `__torch__.torch.nn.modules.linear.___torch_mangle_3.Linear` is `torch.nn.modules.linear.Linear`. */
export function demangle(name: string): string {
  return name.replace(/^__torch__\./, '').replace(/___torch_mangle_\d+\./g, '');
}
