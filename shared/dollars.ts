/** Dollars with as many digits as say something: “$0.0009”, “$1.20”; nothing is free by rounding. */
export function dollarText(nanoUsd: number, locale?: string): string {
  const usd = nanoUsd / 1e9;
  const digits =
    usd === 0 || usd >= 1 ? 2 : Math.min(7, Math.max(2, 1 - Math.floor(Math.log10(usd))));
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: Math.min(2, digits),
    maximumFractionDigits: digits
  }).format(usd);
}
