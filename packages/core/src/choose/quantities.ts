export function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

export function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
