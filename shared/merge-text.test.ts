import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeText } from '#shared/merge-text';
import { mergeValue } from '#shared/merge-value';

const word = fc.constantFrom('a', 'bb', '{{x}}', 'c d', '```', '\n', '\n\n', ' ', '{{', '}}', 'é');
const text = fc.array(word, { maxLength: 20 }).map((words) => words.join(' '));

/** A base of numbered lines and, per side, what is put in after which of them. */
const lined = fc.integer({ min: 4, max: 30 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    places: fc
      .uniqueArray(fc.integer({ min: 0, max: count - 1 }), { minLength: 2, maxLength: 8 })
      .map((places) => places.sort((a, b) => a - b))
  })
);

function inserted(count: number, places: number[], name: string): string {
  return Array.from({ length: count }, (_, line) =>
    places.includes(line) ? `line ${line}\n${name} ${line}\n` : `line ${line}\n`
  ).join('');
}

describe('a merge of two texts', () => {
  test('is the changed one where the other has not changed', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        for (const prefer of ['ours', 'theirs'] as const) {
          expect(mergeText(base, changed, base, prefer)).toMatchObject({
            text: changed,
            clashed: false
          });
          expect(mergeText(base, base, changed, prefer)).toMatchObject({
            text: changed,
            clashed: false
          });
        }
      })
    );
  });

  test('made alike is that text, once', () => {
    fc.assert(
      fc.property(text, text, (base, both) => {
        expect(mergeText(base, both, both, 'ours')).toMatchObject({ text: both, clashed: false });
      })
    );
  });

  test('is the same whichever is called ours', () => {
    fc.assert(
      fc.property(text, text, text, (base, one, two) => {
        const there = mergeText(base, one, two, 'ours');
        const back = mergeText(base, two, one, 'theirs');
        expect([back.text, back.clashed]).toEqual([there.text, there.clashed]);
      })
    );
  });

  test('has all that both put in at different places', () => {
    fc.assert(
      fc.property(lined, ({ count, places }) => {
        const mine = places.filter((_, index) => index % 2 === 0);
        const others = places.filter((_, index) => index % 2 === 1);
        const merged = mergeText(
          inserted(count, [], ''),
          inserted(count, mine, 'mine'),
          inserted(count, others, 'other'),
          'ours'
        );
        const expected = Array.from({ length: count }, (_, line) => [
          `line ${line}\n`,
          mine.includes(line) ? `mine ${line}\n` : '',
          others.includes(line) ? `other ${line}\n` : ''
        ]);
        expect(merged.clashed).toBe(false);
        expect(merged.text).toBe(expected.flat().join(''));
      })
    );
  });

  test('cuts the texts without a gap', () => {
    fc.assert(
      fc.property(text, text, text, (base, one, two) => {
        const { stretches } = mergeText(base, one, two, 'ours');
        for (const [side, whole] of [
          ['base', base],
          ['ours', one],
          ['theirs', two]
        ] as const)
          expect(stretches.map((stretch) => whole.slice(...stretch[side])).join('')).toBe(whole);
      })
    );
  });

  test('takes different words of one line from both', () => {
    expect(mergeText('the cat sat', 'the black cat sat', 'the cat sat down', 'ours')).toMatchObject(
      { text: 'the black cat sat down', clashed: false }
    );
  });

  test('takes what both changed alike once, and the rest from each', () => {
    expect(
      mergeText('one\n\ntwo\n\nthree', 'ONE\n\ntwo!\n\nthree', 'ONE\n\ntwo\n\nthree?', 'ours')
    ).toMatchObject({ text: 'ONE\n\ntwo!\n\nthree?', clashed: false });
  });

  test('of one word changed twice takes the preferred one, and all else from both', () => {
    const merged = mergeText(
      'Dear cat,\n\nbye\n\nend',
      'Dear dog,\n\nbye bye\n\nend',
      'Dear cow,\n\nbye\n\nThe end',
      'theirs'
    );
    expect(merged).toMatchObject({ text: 'Dear cow,\n\nbye bye\n\nThe end', clashed: true });
  });

  test('sees a variable as one thing', () => {
    const merged = mergeText('{{first name}}', '{{last name}}', '{{first word}}', 'ours');
    expect(merged).toMatchObject({ text: '{{last name}}', clashed: true });
  });

  test('that would leave code open is none', () => {
    // One side moved the end of the code up, the other one took the old one away.
    const base = '```\na\nb\nc\n```\nd\ne\n';
    const ours = '```\na\n```\nb\nc\n\nd\ne\n';
    const theirs = 'a\nb\nc\nd\ne\n';
    const merged = mergeText(base, ours, theirs, 'ours');
    expect(merged.text.match(/```/g)?.length ?? 0).not.toBe(1);
  });

  test('of texts without end that have nothing in common is over soon', () => {
    const long = (name: string) =>
      Array.from({ length: 60_000 }, (_, index) => `${name}${index % 977}`).join(' ');
    const began = performance.now();
    expect(mergeText(long('a'), long('b'), long('c'), 'theirs').clashed).toBe(true);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('who wrote what', () => {
  const run = (from: number, to: number, runId = 'r') => ({ from, to, runId });

  test('is carried along with the text', () => {
    const merged = mergeValue(
      { content: 'one\n\ntwo\n\nthree\n', spans: [run(5, 8)] },
      { content: 'ONE MORE\n\ntwo\n\nthree\n', spans: [run(10, 13)] },
      { content: 'one\n\ntwo\n\nthree\nfour\n', spans: [run(5, 8), run(16, 20, 's')] },
      'ours'
    );
    expect(merged).toEqual({
      value: {
        content: 'ONE MORE\n\ntwo\n\nthree\nfour\n',
        spans: [run(10, 13), run(21, 25, 's')]
      },
      clashed: false
    });
  });

  test('stays true sign by sign: marked text is marked where it comes from', () => {
    const marked = fc.array(fc.tuple(fc.constantFrom('a', 'b ', 'c\n', 'd'), fc.boolean()), {
      maxLength: 15
    });
    const make = (parts: [string, boolean][]) => {
      // Written by a model: capitals. A text then says itself which of it is marked.
      const content = parts
        .map(([part, byModel]) => (byModel ? part.toUpperCase() : part))
        .join('');
      const spans = [...content.matchAll(/[A-D \n]*[A-D][A-D \n]*/g)].map(({ index, 0: found }) =>
        run(index, index + found.length)
      );
      return { content, spans };
    };
    fc.assert(
      fc.property(marked, marked, marked, (base, ours, theirs) => {
        const merged = mergeValue(make(base), make(ours), make(theirs), 'ours');
        const { content, spans } = merged?.value as ReturnType<typeof make>;
        for (const [at, sign] of [...content].entries()) {
          const isMarked = spans.some(({ from, to }) => from <= at && at < to);
          if (/[A-D]/.test(sign)) expect(isMarked).toBe(true);
          if (/[a-d]/.test(sign)) expect(isMarked).toBe(false);
        }
      })
    );
  });

  test('is nobody’s to say of values that are no texts', () => {
    expect(mergeValue(null, 'a', 'b', 'ours')).toBeNull();
    expect(mergeValue('a', { content: 'a', spans: [] }, 'b', 'ours')).toBeNull();
  });
});
