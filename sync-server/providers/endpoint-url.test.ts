import { expect, test } from 'vitest';
import { endpointUrl, isOpenai, withScheme } from './endpoint-url.ts';

test.each([
  ['http://localhost:1234', '/v1/models', 'http://localhost:1234/v1/models'],
  ['http://localhost:1234/', '/v1/models', 'http://localhost:1234/v1/models'],
  ['http://localhost:1234/v1', '/v1/models', 'http://localhost:1234/v1/models'],
  ['http://localhost:1234/v1///', '/v1/models', 'http://localhost:1234/v1/models'],
  [
    'https://openrouter.ai/api/v1',
    '/v1/chat/completions',
    'https://openrouter.ai/api/v1/chat/completions'
  ],
  ['https://a.test/openai/v1beta', '/v1/models', 'https://a.test/openai/v1beta/models'],
  ['https://a.test/v1?api-version=2#x', '/v1/models', 'https://a.test/v1/models?api-version=2'],
  ['http://localhost:11434', '/api/chat', 'http://localhost:11434/api/chat']
] as const)('%s with %s is %s', (base, path, expected) => {
  expect(endpointUrl(base, path)).toBe(expected);
});

test('only the provider’s own service is its own', () => {
  expect(isOpenai('https://api.openai.com/v1')).toBe(true);
  expect(isOpenai('https://eu.api.openai.com/v1')).toBe(true);
  expect(isOpenai('https://api.openai.com.evil.test')).toBe(false);
  expect(isOpenai('http://localhost:1234')).toBe(false);
});

test.each([
  ['localhost:1234', 'http://localhost:1234'],
  ['127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
  ['openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
  ['http://10.0.0.5:8000', 'http://10.0.0.5:8000'],
  ['file:///etc/passwd', 'file:///etc/passwd'],
  ['javascript:alert(1)', 'https://javascript:alert(1)']
])('%s is meant as %s', (typed, meant) => {
  expect(withScheme(typed)).toBe(meant);
});
