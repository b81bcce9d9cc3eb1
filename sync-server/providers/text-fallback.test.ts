import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { aTextCall, runToEnd, textOf } from '../testing/collect.ts';
import { withChatFallback } from './text-fallback.ts';
import type { Provider } from './adapter.ts';

function speaking(text: string): Provider {
  return { run: async (_call, sink) => sink.delta({ type: 'text', channel: 'text', text }) };
}

function refusing(error: AppError): Provider {
  return { run: () => Promise.reject(error) };
}

const missing = new AppError('MODEL_NOT_FOUND', { facts: { providerStatus: 404 } });
const baseUrl = 'https://a.test';

test('a server without completions is chatted with, and remembered', async () => {
  const chatOnly = new Set<string>();
  const chat = speaking('chat');
  const first = withChatFallback({ completions: refusing(missing), chat, chatOnly, baseUrl });
  expect(textOf(await runToEnd(first, aTextCall()))).toBe('chat');
  const second = withChatFallback({ completions: speaking('raw'), chat, chatOnly, baseUrl });
  expect(textOf(await runToEnd(second, aTextCall()))).toBe('chat');
});

test('a server with completions is not chatted with', async () => {
  const deps = { chat: speaking('chat'), chatOnly: new Set<string>(), baseUrl };
  const provider = withChatFallback({ completions: speaking('raw'), ...deps });
  expect(textOf(await runToEnd(provider, aTextCall()))).toBe('raw');
});

test('an unknown model stays unknown, and proves nothing about the server', async () => {
  const chatOnly = new Set<string>();
  const both = refusing(missing);
  const provider = withChatFallback({ completions: both, chat: both, chatOnly, baseUrl });
  await expect(runToEnd(provider, aTextCall())).rejects.toThrow('MODEL_NOT_FOUND');
  expect(chatOnly.size).toBe(0);
});

test('any other refusal is not tried twice', async () => {
  const completions = refusing(new AppError('RATE_LIMITED', { facts: { providerStatus: 429 } }));
  const deps = { chat: speaking('chat'), chatOnly: new Set<string>(), baseUrl };
  const provider = withChatFallback({ completions, ...deps });
  await expect(runToEnd(provider, aTextCall())).rejects.toThrow('RATE_LIMITED');
});
