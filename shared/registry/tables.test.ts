import { describe, expect, test } from 'vitest';
import { modalities } from '#shared/models';
import { paramSpecs } from '#shared/param-specs';
import { anthropicTable } from './anthropic.ts';
import { deepseekTable } from './deepseek.ts';
import { googleTable } from './google.ts';
import { groqTable } from './groq.ts';
import { mistralTable } from './mistral.ts';
import { openaiTable } from './openai.ts';
import { factsIn } from './table.ts';
import type { ModelFacts } from '#shared/model-facts';

const tables = [openaiTable, anthropicTable, googleTable, deepseekTable, mistralTable, groqTable];
const day = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const sentence = /^[A-Z].*\.$/;

function sane(facts: ModelFacts) {
  const taken = (facts.params ?? []).map(({ name }) => name);
  expect(new Set(taken).size).toBe(taken.length);
  for (const { name, reason } of facts.refused ?? []) {
    expect(taken).not.toContain(name);
    expect(paramSpecs).toHaveProperty(name);
    expect(reason).toMatch(sentence);
  }
  for (const { min, max, default: usual, options } of facts.params ?? []) {
    if (min !== undefined && max !== undefined) expect(min).toBeLessThan(max);
    if (typeof usual === 'number' && max !== undefined) expect(usual).toBeLessThanOrEqual(max);
    if (options && usual !== null) expect(options).toContain(usual);
  }
  for (const modality of [...(facts.input ?? []), ...(facts.output ?? [])])
    expect(modalities).toContain(modality);
  if (facts.contextTokens && facts.maxOutputTokens)
    expect(facts.maxOutputTokens).toBeLessThanOrEqual(facts.contextTokens);
}

describe.each(tables.map((table) => [table.provider, table] as const))('%s', (_name, table) => {
  test('says when and where every figure was taken', () => {
    for (const date of [table.asOf, table.pricedOn]) expect(date).toMatch(day);
    for (const source of [table.source, table.priceSource])
      expect(source).toMatch(/^[a-z.-]+\/\S+$/);
    for (const { pricedOn, note } of table.rows) {
      if (pricedOn !== undefined) expect(pricedOn).toMatch(day);
      if (note !== undefined) expect(note).toMatch(sentence);
    }
  });

  test('has each name once, and finds each row by each of its names', () => {
    const names = table.rows.flatMap((row) => row.names);
    expect(new Set(names).size).toBe(names.length);
    for (const row of table.rows)
      for (const name of row.names) {
        expect(factsIn(table, name).params).toBe(row.facts.params);
        expect(factsIn(table, `${name}-20990101`).params).toBe(row.facts.params);
      }
  });

  test('asks more for output than for input, less for what is cached, more for a long prompt', () => {
    for (const { price, above } of table.rows) {
      if (!price) continue;
      const [input, cached, output] = price;
      expect(input).toBeGreaterThan(0);
      expect(output).toBeGreaterThanOrEqual(input);
      if (cached !== null) expect(cached).toBeLessThan(input);
      if (above) expect(above[1]).toBeGreaterThan(input);
    }
  });

  test('holds parameters that make sense, and no end without a successor', () => {
    for (const row of table.rows) {
      sane(row.facts);
      if (!row.ends) continue;
      expect(row.ends[0]).toMatch(day);
      expect(factsIn(table, row.ends[1]).params).toBeDefined();
    }
    for (const [, facts] of table.families) sane(facts);
  });
});
