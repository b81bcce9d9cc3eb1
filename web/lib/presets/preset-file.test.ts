import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPresetFile, sortImport, writePresetFile, type FiledPreset } from './preset-file';

const preset: fc.Arbitrary<FiledPreset> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 200 }),
  content: fc.option(fc.string({ unit: 'grapheme' })),
  modelConfig: fc.record(
    {
      model: fc.constant('sample/sample'),
      temperature: fc.option(fc.integer({ min: 0, max: 2 })),
      stopSequences: fc.option(fc.array(fc.string())),
      extra: fc.option(fc.record({ mirostat: fc.integer() }))
    },
    { requiredKeys: [] }
  )
});
const recipe: FiledPreset = {
  name: 'Recipe writer',
  content: null,
  modelConfig: { temperature: 0.7, topK: null }
};

describe('a preset file', () => {
  test('reads back exactly as it was written', () => {
    fc.assert(
      fc.property(fc.array(preset, { minLength: 1 }), (presets) => {
        expect(readPresetFile(writePresetFile(presets))).toEqual({ presets });
      })
    );
  });

  test('imported where it came from adds nothing', () => {
    fc.assert(
      fc.property(fc.array(preset, { minLength: 1 }), (presets) => {
        const read = readPresetFile(writePresetFile(presets));
        expect('presets' in read && sortImport(read.presets, presets).fresh).toEqual([]);
      })
    );
  });

  test('never breaks the reader, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readPresetFile(text)).toHaveProperty('error');
      })
    );
  });

  test('says what is wrong and where', () => {
    const said = (text: string) => readPresetFile(text);
    const file = (presets: unknown, version = 1) =>
      JSON.stringify({ format: 'playground-presets', version, presets });
    expect(said('')).toEqual({ error: 'This file is empty.' });
    expect(said('{')).toHaveProperty('error', expect.stringContaining('not valid JSON'));
    expect(said('{"presets": []}')).toHaveProperty('error', expect.stringContaining('"format"'));
    expect(said(file([], 2))).toHaveProperty('error', expect.stringContaining('version 2'));
    expect(said(file([]))).toEqual({ error: 'This file holds no presets.' });
    expect(
      said(file([recipe, { name: 'Hot', modelConfig: { temperature: 'very' } }]))
    ).toHaveProperty(
      'error',
      expect.stringMatching(/^Preset 2 \(“Hot”\), field modelConfig\.temperature: /)
    );
  });

  test('fills in what an author left out', () => {
    const text = '{"format":"playground-presets","version":1,"presets":[{"name":"Plain"}]}';
    expect(readPresetFile(text)).toEqual({
      presets: [{ name: 'Plain', content: null, modelConfig: {} }]
    });
  });
});

describe('an import', () => {
  test('skips what is there already and what the file holds twice', () => {
    const other = { ...recipe, content: 'Write a recipe.' };
    expect(sortImport([recipe, other, other], [recipe])).toEqual({
      fresh: [other],
      known: [recipe, other]
    });
  });

  test('keeps a preset of the same name whose parameters differ', () => {
    const cooler = { ...recipe, modelConfig: { temperature: 0.2 } };
    expect(sortImport([cooler], [recipe]).fresh).toEqual([cooler]);
  });
});
