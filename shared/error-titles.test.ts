import { expect, test } from 'vitest';
import { titleOf } from '#shared/error-titles';
import { errorCodes, sentenceOf } from '#shared/errors';

test.each(errorCodes)('%s has a short title, and a sentence that says more', (code) => {
  const title = titleOf(code) ?? '';
  expect(title.length).toBeGreaterThan(2);
  expect(title.length).toBeLessThanOrEqual(36);
  expect(title).not.toMatch(/[.!]$/);
  const sentence = sentenceOf(code);
  expect(sentence).toMatch(/[.]$/);
  expect(sentence).not.toContain(`${title}.`);
});

test('a code of a newer server has none', () => {
  expect(titleOf('SOMETHING_NEW')).toBeNull();
  expect(titleOf(null)).toBeNull();
});
