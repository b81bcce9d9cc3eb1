import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrub } from './scrub.ts';

test.each([
  ['Authorization: Bearer abcdef123456', 'abcdef'],
  ['key sk-ant-api03-AbCdEf_123456 was refused', 'AbCdEf'],
  ['Incorrect key: sk-proj-abcd****wxyz1234', 'abcd'],
  ['gsk_abcdefgh12345', 'abcdefgh'],
  ['Incorrect API key provided: sk-abc***xyz.', 'xyz'],
  ['hf_abcdefgh12345', 'abcdefgh'],
  ['https://a.test/v1?key=AIzaSyA1234567890abcdefghijk', 'SyA123'],
  ['{"api_key": "verysecretvalue"}', 'verysecret'],
  ['x-api-key: verysecretvalue', 'verysecret'],
  ['eyJhbGciOiJI.eyJzdWIiOiIx.abc', 'eyJhbG']
])('takes the secret out of %j', (text, secret) => {
  expect(scrub(text)).not.toContain(secret);
  expect(scrub(text)).toContain('[key]');
});

test('takes out the very key that was sent, whatever it looks like', () => {
  expect(scrub('you sent hunter2, really', 'hunter2')).toBe('you sent [key], really');
});

test('leaves an ordinary sentence as it is', () => {
  const text = 'The key is missing. This token limit is 4096; use a shorter prompt.';
  expect(scrub(text)).toBe(text);
});

test('leaves nothing that could forge a line of a log, and never more than 2 KiB', () => {
  expect(scrub('one\r\ntwo\u001b[31m three')).toBe('one two [31m three');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2500 }), (text) => {
      const clean = scrub(text);
      expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(2048);
      expect(clean).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 30 }
  );
});
