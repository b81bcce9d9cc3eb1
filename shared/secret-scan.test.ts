import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSecrets, maskSecret, redact } from './secret-scan.ts';

// Put together here, so that nobody's scanner takes this file for a leak. All of them are made up.
const chance = 'q7Zt2LxW9vBn4KcR8sYp3HdF6mGj1TaUe5Qo0Xi';
const secrets: [label: string, secret: string][] = [
  ['OpenAI API key', `sk-proj-${chance}`],
  ['OpenAI API key', `sk-${chance}`],
  ['Anthropic API key', `sk-ant-api03-${chance}-${chance}AA`],
  ['OpenRouter API key', `sk-or-v1-${'3f9a0c7b'.repeat(8)}`],
  ['Google API key', `AIza${chance.slice(0, 35)}`],
  ['AWS access key', `AKIA${'Q3EGRI7KXW2TYZ5M'}`],
  ['GitHub token', `ghp_${chance.slice(0, 36)}`],
  ['GitHub token', `github_pat_11AB_${chance}`],
  ['Slack token', `xoxb-2417883921-${chance.slice(0, 24)}`],
  ['Stripe key', `sk_live_${chance.slice(0, 24)}`],
  ['Hugging Face token', `hf_${chance.slice(0, 34)}`],
  ['JSON Web Token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3NDIifQ.${chance}`]
];

const labels = (text: string) => findSecrets(text).map(({ label }) => label);

describe('a scan for secrets', () => {
  test.each(secrets)('finds a made-up %s wherever it stands', (label, secret) => {
    for (const text of [secret, `Use "${secret}", please.`, `curl -H 'x-key: ${secret}'\n`]) {
      const [found, ...more] = findSecrets(text);
      expect([found?.label, more]).toEqual([label, []]);
      expect(text.slice(found?.from, found?.to)).toBe(secret);
    }
  });

  test('finds a whole private key, also one whose end is cut off', () => {
    const head = '-----BEGIN RSA PRIVATE KEY-----\n';
    const block = `${head}${`${chance}${chance}\n`.repeat(4)}-----END RSA PRIVATE KEY-----`;
    expect(findSecrets(`see:\n${block}\nthanks`)).toEqual([
      { label: 'private key', from: 5, to: 5 + block.length }
    ]);
    expect(labels(`${head}${chance}${chance}`)).toEqual(['private key']);
  });

  test('finds what is called a secret and looks like chance', () => {
    for (const text of [
      `api_key = "${chance}"`,
      `"clientSecret": "${chance}"`,
      `AWS_SECRET_ACCESS_KEY=${chance}`,
      `export DB_PASSWORD='${chance}'`
    ])
      expect(labels(text)).toEqual(['secret']);
    expect(labels(`Authorization: Bearer ${chance}`)).toEqual(['bearer token']);
    expect(labels('postgres://ada:c0rrect-h0rse@db.internal/app')).toEqual([
      'password in an address'
    ]);
  });

  test.each([
    'The secret to a good sauce: patience-and-a-heavy-bottomed-pan.',
    'api_key = "YOUR_API_KEY_GOES_HERE_12345"',
    'api_key = "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
    'OPENAI_API_KEY=sk-...',
    'Authorization: Bearer {{token}}',
    'Authorization: Bearer YOUR_ACCESS_TOKEN_FROM_STEP_2',
    'token: process.env.GITHUB_TOKEN_FOR_RELEASES_2',
    'AKIAIOSFODNN7EXAMPLE is the key of the documentation.',
    'commit 3f9a0c7b1d2e4f5a6b7c8d9e0f1a2b3c4d5e6f7a',
    'id: 0198c1d2-7b3e-7f00-8a4b-1c2d3e4f5a6b',
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    'https://example.com/path/to:something@somewhere?key=value',
    'postgres://user:password@localhost/db with ${PASSWORD}'.replace('password', '<password>'),
    '-----BEGIN PRIVATE KEY----- is how such a file begins.',
    'The token: a unit of text that a model reads, about four characters.',
    'keyboard=mechanical_with_brown_switches_and_87_keys_iso',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'
  ])('is silent about: %s', (text) => {
    expect(findSecrets(text)).toEqual([]);
  });

  test('redacts all of them and nothing else, and finds nothing in what is left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...secrets), fc.constantFrom(' ', '\n', ', ', ' and ')), {
          maxLength: 5
        }),
        (said) => {
          const text = said.map(([[, secret], gap]) => `Here: ${secret}${gap}`).join('');
          const safe = redact(text);
          expect(safe).toBe(
            said.map(([[label], gap]) => `Here: [${label} removed]${gap}`).join('')
          );
          expect(findSecrets(safe)).toEqual([]);
        }
      )
    );
  });

  test('leaves a text without secrets as it is', () => {
    fc.assert(
      fc.property(fc.lorem({ mode: 'sentences' }), (text) => {
        expect(redact(text)).toBe(text);
      })
    );
  });

  test('shows no more of one than its owner needs', () => {
    for (const [, secret] of secrets)
      expect(maskSecret(secret).length).toBeLessThan(secret.length / 2);
  });

  test('takes no time over a long text, also a hostile one', () => {
    const began = performance.now();
    for (const text of [
      'a key '.repeat(20_000),
      'sk-'.repeat(40_000),
      'key='.repeat(30_000),
      `${'eyJ'.repeat(30_000)}.`
    ])
      findSecrets(text);
    expect(performance.now() - began).toBeLessThan(1500);
  });
});
