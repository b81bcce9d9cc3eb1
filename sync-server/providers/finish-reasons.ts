import type { FinishReason } from '#shared/run-events';

/** Why a model stopped: each provider's word, in ours. */
const reasons: Record<string, FinishReason> = {
  // OpenAI and its imitators
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool',
  function_call: 'tool',
  content_filter: 'filter',
  eos: 'stop',
  error: 'error',
  // OpenAI's responses
  completed: 'stop',
  incomplete: 'length',
  max_output_tokens: 'length',
  cancelled: 'cancelled',
  // Anthropic
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool',
  pause_turn: 'pause',
  refusal: 'refusal',
  model_context_window_exceeded: 'context',
  // Gemini
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'filter',
  RECITATION: 'filter',
  BLOCKLIST: 'filter',
  PROHIBITED_CONTENT: 'filter',
  SPII: 'filter',
  IMAGE_SAFETY: 'filter',
  LANGUAGE: 'error',
  OTHER: 'error',
  MALFORMED_FUNCTION_CALL: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
  MALFORMED_RESPONSE: 'error',
  // Ollama
  load: 'stop',
  unload: 'stop'
};

/** A word nobody told us of ends like any other; the provider's own word is kept beside it. */
export function finishReasonOf(word: string): FinishReason {
  return Object.hasOwn(reasons, word) ? (reasons[word] ?? 'stop') : 'stop';
}
