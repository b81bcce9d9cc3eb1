import { afterEach, beforeEach, expect, vi } from 'vitest';

// A console.error nobody expected is a bug a green test would hide.
beforeEach(() => {
  vi.spyOn(console, 'error');
});
afterEach(() => {
  const spy = vi.mocked(console.error);
  const calls = spy.mock.calls;
  spy.mockRestore();
  expect(calls, 'unexpected console.error').toEqual([]);
});
