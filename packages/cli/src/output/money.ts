/** What clouds count as a month. */
const hoursPerMonth = 730;

/** `$25.25`, and with more digits where two would say nothing: `$0.0056`. */
export function formatUsd(amount: number): string {
  const digits = amount !== 0 && amount < 0.1 ? 4 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** `$18,433`: of a month of 730 hours. */
export function formatUsdPerMonth(usdPerHour: number): string {
  const month = usdPerHour * hoursPerMonth;
  return `$${month.toLocaleString('en-US', { maximumFractionDigits: month < 100 ? 2 : 0 })}`;
}
