/** Nano-dollars (a billionth of a US dollar) per million tokens: whole numbers, so nothing drifts. */
export interface Rates {
  input: number;
  output: number;
  /** Input the provider read from its cache; `null` = billed as other input. */
  cachedInput: number | null;
  /** Tokens thought but not shown; `null` = billed as other output. */
  reasoning: number | null;
}

/** What a model costs, as somebody said on a day. An unknown price is no `Price` at all, never 0. */
export interface Price {
  rates: Rates;
  /** A prompt of more tokens than `over` is billed by these rates instead, all of it. */
  long: { over: number; rates: Rates } | null;
  /** The day the figures were taken, `YYYY-MM-DD`; `null` for what no date changes. */
  asOf: string | null;
  /** Who said so: a page, a server's list. */
  source: string;
  /** What the figures leave out or when they end, in one sentence. */
  note: string | null;
}

/** Tokens of one call. Cached ones are part of the input, reasoning ones part of the output. */
export interface Tokens {
  input: number;
  output: number;
  cached?: number | null;
  reasoning?: number | null;
}

const million = 1_000_000n;

/** The cost of a call in whole nano-dollars, rounded once, at its end. */
export function costOfTokens(tokens: Tokens, price: Price): number {
  const { rates } = price.long && tokens.input > price.long.over ? price.long : price;
  const [input, output] = [counted(tokens.input), counted(tokens.output)];
  const cached = Math.min(counted(tokens.cached ?? 0), input);
  const reasoning = Math.min(counted(tokens.reasoning ?? 0), output);
  const total =
    times(input - cached, rates.input) +
    times(cached, rates.cachedInput ?? rates.input) +
    times(output - reasoning, rates.output) +
    times(reasoning, rates.reasoning ?? rates.output);
  return Number((total + million / 2n) / million);
}

/** A count as a provider may give it: never negative, never a part of a token. */
function counted(tokens: number): number {
  return Math.max(0, Math.round(tokens));
}

function times(tokens: number, rate: number): bigint {
  return BigInt(tokens) * BigInt(rate);
}

/** Dollars per million tokens, as price pages write them, to nano-dollars. */
export function perMillion(dollars: number): number {
  return Math.round(dollars * 1_000_000_000);
}

/**
 * Dollars per token as a decimal text ("0.00000125"), as some lists write them, to nano-dollars per
 * million tokens; `null` for what is no amount. Below a nano-dollar per million is rounded.
 */
export function perMillionOfTokens(text: string): number | null {
  const parts = /^(\d{1,9})(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (!parts) return null;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  // A dollar per token is 10^9 nano-dollars, and a million of them 10^15.
  const shift = 15 + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const scaled =
    shift >= 0
      ? digits * 10n ** BigInt(shift)
      : (digits + 10n ** BigInt(-shift) / 2n) / 10n ** BigInt(-shift);
  const rate = Number(scaled);
  return Number.isSafeInteger(rate) ? rate : null;
}

/** What runs on one's own machine costs nothing, whatever the day. */
export function freePrice(source: string): Price {
  const rates = { input: 0, output: 0, cachedInput: null, reasoning: null };
  return { rates, long: null, asOf: null, source, note: null };
}

export function isFree({ rates, long }: Price): boolean {
  const nothing = (some: Rates) =>
    [some.input, some.output, some.cachedInput, some.reasoning].every((rate) => !rate);
  return nothing(rates) && (long === null || nothing(long.rates));
}
