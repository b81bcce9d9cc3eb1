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
  ['ollama-generate.ndjson', 'ollama', '"done":true'],
  ['openrouter.sse', 'openai-chat', '"finish_reason":"stop"'],
  ['openrouter-error.sse', 'openai-chat', '"finish_reason":"error"', 'MODEL_UNAVAILABLE'],
  ['openrouter-choice-error.sse', 'openai-chat', '"finish_reason":"error"', 'RATE_LIMITED'],
  ['openrouter-finish-error.sse', 'openai-chat', '"finish_reason":"error"', 'MODEL_UNAVAILABLE'],
  ['llama-cpp.sse', 'openai-chat', '"finish_reason":"length"'],
  ['llama-cpp-error.sse', 'openai-chat', 'error: {', 'MODEL_UNAVAILABLE'],
  ['vllm.sse', 'openai-chat', '"finish_reason":"stop"'],
  ['vllm-error.sse', 'openai-chat', '"object":"error"', 'CONTEXT_LENGTH_EXCEEDED'],
  ['lm-studio.sse', 'openai-chat', '"finish_reason":"stop"'],
  ['lm-studio-error.sse', 'openai-chat', 'has crashed', 'MODEL_UNAVAILABLE'],
  ['deepseek.sse', 'openai-chat', '"finish_reason":"stop"'],
  ['together.sse', 'openai-chat', '"finish_reason":"eos"'],
  ['groq.sse', 'openai-chat', '"finish_reason":"stop"'],
  ['mistral.sse', 'openai-chat', '"finish_reason":"tool_calls"'],
  ['ollama-compat-tools.sse', 'openai-chat', '"finish_reason":"tool_calls"'],
  ['openai-legacy-function.sse', 'openai-chat', '"finish_reason":"function_call"'],
  ['done-only.sse', 'openai-chat', 'data: [DONE]'],
  ['completions-vllm.sse', 'openai-completions', '"finish_reason":"stop"'],
  ['completions-llama-cpp-error.sse', 'openai-completions', 'error: {', 'MODEL_UNAVAILABLE'],
  ['anthropic-tools.sse', 'anthropic', '{"type":"message_stop"}'],
  ['anthropic-refusal.sse', 'anthropic', '{"type":"message_stop"}'],
  ['anthropic-error.sse', 'anthropic', '"type":"overloaded_error"', 'MODEL_UNAVAILABLE'],
  ['ollama-tools.ndjson', 'ollama', '"done":true'],
  ['ollama-error.ndjson', 'ollama', '{"error"', 'MODEL_UNAVAILABLE']
];

export const recorded: { name: string; adapter: Adapter; terminal: string; error?: ErrorCode }[] =
  rows.map(([name, dialect, terminal, error]) => ({
    name,
    adapter: adapters[dialect],
    terminal,
    ...(error && { error })
  }));
