import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

test('without a proxy what a request says of itself is not heard', () => {
  expect(clientAddress('192.0.2.7', '10.0.0.1', 0)).toBe('192.0.2.7');
});

test('one proxy is believed for the last address alone', () => {
  expect(clientAddress('127.0.0.1', '203.0.113.9', 1)).toBe('203.0.113.9');
  expect(clientAddress('127.0.0.1', '10.6.6.6, 203.0.113.9', 1)).toBe('203.0.113.9');
});

test('two proxies are believed for the last but one', () => {
  expect(clientAddress('127.0.0.1', '10.6.6.6, 203.0.113.9, 198.51.100.1', 2)).toBe('203.0.113.9');
});

test('fewer entries than proxies, or none, never make up an address', () => {
  expect(clientAddress('127.0.0.1', '203.0.113.9', 2)).toBe('203.0.113.9');
  expect(clientAddress('127.0.0.1', undefined, 1)).toBe('127.0.0.1');
});
