import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedPieces } from './marked-pieces';

test('the pieces are the text, and exactly what lies in a mark is the model’s', () => {
  const mark = fc.tuple(fc.nat(30), fc.nat(30)).map(([from, to]) => ({ from, to, runId: null }));
  fc.assert(
    fc.property(
      fc.string({ maxLength: 24 }),
      fc.array(mark, { maxLength: 4 }),
      (content, spans) => {
        const pieces = markedPieces({ content, spans });
        expect(pieces.map(({ text }) => text).join('')).toBe(content);
        let at = 0;
        for (const { text, model } of pieces)
          for (let unit = 0; unit < text.length; unit++, at++) {
            const here = at;
            expect(spans.some(({ from, to }) => from <= here && here < to)).toBe(model);
          }
      }
    )
  );
});
