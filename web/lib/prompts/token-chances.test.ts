import { describe, expect, test } from 'vitest';
import { placeTokens, surprise, visibleToken } from './token-chances';

function token(text: string, chance = 0.5) {
  return { token: text, logprob: Math.log(chance), top: [] };
}
const tokens = [token('The'), token(' sea'), token(' is', 0.05), token(' calm'), token('.')];

function placed(text: string, spans: { from: number; to: number }[]) {
  return placeTokens(
    tokens,
    spans.map((span) => ({ ...span, runId: 'r' })),
    (from, to) => text.slice(from, to)
  ).map(({ from, to }) => text.slice(from, to));
}

describe('finding tokens in the text', () => {
  test('an untouched completion has all its tokens', () => {
    expect(placed('> The sea is calm.', [{ from: 2, to: 18 }])).toEqual([
      'The',
      ' sea',
      ' is',
      ' calm',
      '.'
    ]);
  });

  test('typing in the middle leaves the tokens around it where they stand', () => {
    expect(
      placed('The sea [x] is calm.', [
        { from: 0, to: 7 },
        { from: 11, to: 20 }
      ])
    ).toEqual(['The', ' sea', ' is', ' calm', '.']);
  });

  test('a deleted token is passed over', () => {
    expect(placed('The is calm.', [{ from: 0, to: 12 }])).toEqual(['The', ' is', ' calm', '.']);
  });

  test('text that is not the run’s has no tokens', () => {
    expect(placed('something else', [{ from: 0, to: 14 }])).toEqual([]);
  });
});

test('what was unlikely is coloured most', () => {
  expect([1, 0.7, 0.4, 0.2, 0.01].map(surprise)).toEqual([0, 1, 2, 3, 4]);
  expect(visibleToken(' a\n')).toBe('␣a↵');
});
