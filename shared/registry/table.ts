import type { ModelFacts } from '#shared/model-facts';
import { perMillion } from '#shared/model-price';
import type { Price, Rates } from '#shared/model-price';
import type { Modality } from '#shared/models';

/** Dollars per million tokens: input, cached input (`null` = as other input), output. */
export type Dollars = readonly [input: number, cached: number | null, output: number];

/** One model in a provider's table; figures as the provider's pages write them. */
export interface Row {
  /** Exact names without their dates; the first is the usual one. */
  names: readonly string[];
  facts: ModelFacts;
  price?: Dollars;
  /** The same for prompts of more than so many tokens. */
  above?: readonly [tokens: number, ...Dollars];
  /** When this row's price was taken, if not with the table. */
  pricedOn?: string;
  /** What the price leaves out or when it ends. */
  note?: string;
  /** The day it answers no more, and what the provider names in its place. */
  ends?: readonly [date: string, successor: string];
}

export interface Table {
  /** "OpenAI", for people. */
  provider: string;
  /** The day the facts were taken, and from where. */
  asOf: string;
  source: string;
  /** The same of the prices. */
  pricedOn: string;
  priceSource: string;
  rows: readonly Row[];
  /** What is known of names that are not in the table: the first pattern that fits. No prices. */
  families: readonly (readonly [pattern: RegExp, facts: ModelFacts])[];
}

const dateSuffix = /-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/** `gpt-4o-2024-08-06` and `claude-opus-4-1-20250805` without their dates. */
export function withoutDate(name: string): string {
  return name.replace(dateSuffix, '');
}

/** What a table says of a model by its exact name, by its name without a date, or by its family. */
export function factsIn(table: Table, name: string): ModelFacts {
  const row = rowOf(table, name) ?? rowOf(table, withoutDate(name));
  const { asOf, source } = table;
  if (row) {
    const [shutdownDate = null, successor = null] = row.ends ?? [];
    const price = priceOf(table, row);
    return { ...row.facts, price, shutdownDate, successor, known: { asOf, source } };
  }
  // A model tuned by its owner (`ft:gpt-4.1:mine::id`) takes what its base takes, at a price of its own.
  const base = /^ft:([^:]+)/.exec(name)?.[1];
  if (base !== undefined) return { ...factsIn(table, base), price: null };
  return table.families.find(([pattern]) => pattern.test(withoutDate(name)))?.[1] ?? {};
}

function rowOf(table: Table, name: string): Row | undefined {
  return table.rows.find(({ names }) => names.includes(name));
}

function priceOf(table: Table, { price, above, pricedOn, note }: Row): Price | null {
  if (!price) return null;
  return {
    rates: ratesOf(price),
    long: above ? { over: above[0], rates: ratesOf([above[1], above[2], above[3]]) } : null,
    asOf: pricedOn ?? table.pricedOn,
    source: table.priceSource,
    note: note ?? null
  };
}

function ratesOf([input, cached, output]: Dollars): Rates {
  return {
    input: perMillion(input),
    output: perMillion(output),
    cachedInput: cached === null ? null : perMillion(cached),
    reasoning: null
  };
}

/** "text, image" as a list. */
export function reads(text: string): Modality[] {
  return text.split(', ') as Modality[];
}
