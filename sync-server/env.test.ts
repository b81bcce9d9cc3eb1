import { expect, test } from 'vitest';
import { readSettings } from './env.ts';

test('nothing set is a working set of settings', () => {
  expect(readSettings({})).toMatchObject({
    PORT: 8787,
    HOST: 'localhost',
    PLAYGROUND_DATA: './data'
  });
});

test.each([
  [{ PORT: 'eighty' }, /PORT has to be a number/],
  [{ PORT: '99999' }, /PORT has to be a number/],
  [{ HOST: '0.0.0.0' }, /HOST has to be localhost/],
  [{ OPENAI_BASE_URL: 'not a url' }, /OPENAI_BASE_URL has to be a URL/],
  [{ PLAYGROUND_MODE: 'both' }, /PLAYGROUND_MODE has to be local/],
  [{ PLAYGROUND_MODE: 'team', HOST: '0.0.0.0' }, /PLAYGROUND_URL has to be the https/],
  [
    { PLAYGROUND_MODE: 'team', HOST: '0.0.0.0', PLAYGROUND_URL: 'https://play.example.org' },
    /needs https/
  ],
  [{ PLAYGROUND_TLS_CERT_FILE: 'cert.pem' }, /needed together/],
  [{ PLAYGROUND_URL: 'https://example.org/app' }, /PLAYGROUND_URL has to be an address/],
  [{ PLAYGROUND_BUDGET_DAY: '5 EUR' }, /PLAYGROUND_BUDGET_DAY has to be US dollars/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL has to be trace/]
])('a wrong value names itself and the fix: %o', (env, sentence) => {
  expect(() => readSettings(env)).toThrow(sentence);
});
