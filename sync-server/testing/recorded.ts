import { adapters } from '../providers/dialects.ts';
import type { ErrorCode } from '#shared/errors';
import type { Adapter } from '../providers/adapter.ts';

type Row = [file: string, dialect: keyof typeof adapters, terminal: string, error?: ErrorCode];

/** Every recorded answer: what of it is the terminal sign, and the code of the error it tells, if any. */
const rows: Row[] = [
  ['openai-chat.sse', 'openai-chat', '"finish_reason":"stop"'],
  ['openai-chat-tools.sse', 'openai-chat', '"finish_reason":"tool_calls"'],
  ['openai-completions.sse', 'openai-completions', '"finish_reason":"length"'],
  ['openai-responses.sse', 'openai-responses', '"type":"response.completed"'],
  ['openai-responses-tools.sse', 'openai-responses', '"type":"response.completed"'],
  ['openai-responses-refusal.sse', 'openai-responses', '"type":"response.completed"'],
  ['openai-responses-incomplete.sse', 'openai-responses', '"type":"response.incomplete"'],
  ['openai-responses-failed.sse', 'openai-responses', '"type":"response.failed"', 'RATE_LIMITED'],
  ['openai-responses-error.sse', 'openai-responses', '"type":"error"', 'MODEL_UNAVAILABLE'],
  ['anthropic.sse', 'anthropic', '{"type":"message_stop"}'],
  ['gemini.sse', 'gemini', '"finishReason": "STOP"'],
  ['gemini-tools.sse', 'gemini', '"finishReason": "STOP"'],
  ['gemini-every-chunk.sse', 'gemini', '"finishReason":"STOP"'],
  ['gemini-safety.sse', 'gemini', '"finishReason": "SAFETY"'],
  ['gemini-blocked.sse', 'gemini', '"blockReason"', 'CONTENT_FILTERED'],
  ['gemini-error.sse', 'gemini', '"error"', 'MODEL_UNAVAILABLE'],
  ['ollama-chat.ndjson', 'ollama', '"done":true'],
  ['ollama-generate.ndjson', 'ollama', '"done":true']
];

export const recorded: { name: string; adapter: Adapter; terminal: string; error?: ErrorCode }[] =
  rows.map(([name, dialect, terminal, error]) => ({
    ...{ name, adapter: adapters[dialect], terminal },
    ...(error && { error })
  }));
