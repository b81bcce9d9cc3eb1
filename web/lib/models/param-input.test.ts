import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParamSpec } from '#shared/models';
import { readJson, readNumber } from './param-input';

const temperature: ParamSpec = {
  name: 'temperature',
  label: 'Temperature',
  control: 'slider',
  min: 0,
  max: 2,
  step: 0.01,
  default: 1,
  hint: ''
};
const seed: ParamSpec = {
  name: 'seed',
  label: 'Seed',
  control: 'integer',
  default: null,
  hint: ''
};
const length: ParamSpec = { ...seed, name: 'maxTokens', label: 'Maximum length', min: 1 };

describe('a typed number', () => {
  test('in range is taken as it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), (value) => {
        expect(readNumber(temperature, String(value))).toEqual({ value, note: null });
      })
    );
  });

  test('always ends in range or says why not', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const read = readNumber(temperature, typed);
        if ('error' in read) expect(read.error).toBe('Temperature must be a number.');
        else expect(read.value >= 0 && read.value <= 2).toBe(true);
      })
    );
  });

  test('out of range moves to the edge and says the range', () => {
    expect(readNumber(temperature, '7')).toEqual({
      value: 2,
      note: 'Temperature goes from 0 to 2.'
    });
    expect(readNumber(length, '0')).toEqual({ value: 1, note: 'Maximum length is at least 1.' });
  });

  test('may be written with a comma', () => {
    expect(readNumber(temperature, ' 0,7 ')).toEqual({ value: 0.7, note: null });
  });

  test('is rounded where only whole numbers count', () => {
    expect(readNumber(seed, '41.7')).toEqual({ value: 42, note: 'Seed is a whole number.' });
  });
});

describe('typed JSON', () => {
  test('is read as an object, and nothing typed as none', () => {
    expect(readJson('{"top_a": 0.2}')).toEqual({ value: { top_a: 0.2 }, note: null });
    expect(readJson('  ')).toEqual({ value: null, note: null });
  });

  test('is refused with the reason when it is broken or no object', () => {
    expect(readJson('{"a":')).toHaveProperty('error', expect.stringContaining('not valid JSON'));
    for (const typed of ['[1]', '3', 'null', '"a"']) {
      expect(readJson(typed)).toHaveProperty('error', expect.stringContaining('JSON object'));
    }
  });
});
