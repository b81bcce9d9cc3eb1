import { line, sse } from './upstream-frames.ts';
import { responses } from './upstream-responses.ts';
import type { Spoken, Writer } from './upstream-frames.ts';

/** How a scripted upstream writes each dialect down: one string per piece of the answer. */

export type UpstreamDialect =
  'chat' | 'completions' | 'responses' | 'anthropic' | 'gemini' | 'ollama-chat' | 'ollama-generate';

const tokenLogprob = (token: string) => ({
  token,
  logprob: -0.25,
  top_logprobs: [
    { token, logprob: -0.25 },
    { token: ' other', logprob: -2.5 }
  ]
});

function chatChunk(spoken: Spoken, choices: unknown[], usage: unknown = null) {
  return sse({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: spoken.model,
    choices,
    usage
  });
}

function openaiUsage({ usage }: Spoken) {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output
  };
}

const openaiError = (message: string) =>
  sse({ error: { message, type: 'server_error', code: null } });

const chat: Writer = {
  contentType: 'text/event-stream',
  open: (spoken) => chatChunk(spoken, [{ index: 0, delta: { role: 'assistant', content: '' } }]),
  token: (text, _index, spoken) =>
    chatChunk(spoken, [
      {
        index: 0,
        delta: { content: text },
        ...(spoken.logprobs && { logprobs: { content: [tokenLogprob(text)] } }),
        finish_reason: null
      }
    ]),
  close: (finish, spoken) =>
    chatChunk(spoken, [{ index: 0, delta: {}, finish_reason: finish }]) +
    chatChunk(spoken, [], openaiUsage(spoken)) +
    'data: [DONE]\n\n',
  error: openaiError
};

function completionsChunk(spoken: Spoken, choices: unknown[], usage: unknown = null) {
  return sse({ id: 'cmpl-1', object: 'text_completion', model: spoken.model, choices, usage });
}

const completions: Writer = {
  contentType: 'text/event-stream',
  open: () => '',
  token: (text, _index, spoken) =>
    completionsChunk(spoken, [
      {
        index: 0,
        text,
        finish_reason: null,
        logprobs: spoken.logprobs
          ? {
              tokens: [text],
              token_logprobs: [-0.25],
              top_logprobs: [{ ' other': -2.5, [text]: -0.25 }],
              text_offset: [0]
            }
          : null
      }
    ]),
  close: (finish, spoken) =>
    completionsChunk(spoken, [{ index: 0, text: '', finish_reason: finish }]) +
    completionsChunk(spoken, [], openaiUsage(spoken)) +
    'data: [DONE]\n\n',
  error: openaiError
};

const anthropic: Writer = {
  contentType: 'text/event-stream',
  open: (spoken) =>
    sse(
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          role: 'assistant',
          model: spoken.model,
          usage: { input_tokens: spoken.usage.input, output_tokens: 1 }
        }
      },
      'message_start'
    ) +
    sse(
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      'content_block_start'
    ) +
    sse({ type: 'ping' }, 'ping'),
  token: (text) =>
    sse(
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      'content_block_delta'
    ),
  close: (finish, spoken) =>
    sse({ type: 'content_block_stop', index: 0 }, 'content_block_stop') +
    sse(
      {
        type: 'message_delta',
        delta: { stop_reason: finish === 'stop' ? 'end_turn' : 'max_tokens' },
        usage: { output_tokens: spoken.usage.output }
      },
      'message_delta'
    ) +
    sse({ type: 'message_stop' }, 'message_stop'),
  error: (message) => sse({ type: 'error', error: { type: 'overloaded_error', message } }, 'error')
};

function geminiChunk(spoken: Spoken, candidate: object, output: number) {
  return sse({
    candidates: [{ index: 0, ...candidate }],
    usageMetadata: {
      promptTokenCount: spoken.usage.input,
      candidatesTokenCount: output,
      totalTokenCount: spoken.usage.input + output
    },
    modelVersion: spoken.model,
    responseId: 'r-1'
  });
}

const gemini: Writer = {
  contentType: 'text/event-stream',
  open: () => '',
  token: (text, index, spoken) =>
    geminiChunk(
      spoken,
      {
        content: { parts: [{ text }], role: 'model' },
        ...(spoken.logprobs && {
          logprobsResult: {
            chosenCandidates: [{ token: text, logProbability: -0.25 }],
            topCandidates: [
              {
                candidates: [
                  { token: text, logProbability: -0.25 },
                  { token: ' other', logProbability: -2.5 }
                ]
              }
            ]
          }
        })
      },
      index + 1
    ),
  close: (finish, spoken) =>
    geminiChunk(
      spoken,
      {
        content: { parts: [{ text: '' }], role: 'model' },
        finishReason: finish === 'stop' ? 'STOP' : 'MAX_TOKENS'
      },
      spoken.usage.output
    ),
  error: (message) => sse({ error: { code: 503, message, status: 'UNAVAILABLE' } })
};

function ollamaWriter(piece: (text: string) => object): Writer {
  return {
    contentType: 'application/x-ndjson',
    open: () => '',
    token: (text, _index, spoken) =>
      line({
        model: spoken.model,
        ...piece(text),
        done: false,
        ...(spoken.logprobs && { logprobs: [tokenLogprob(text)] })
      }),
    close: (finish, spoken) =>
      line({
        model: spoken.model,
        ...piece(''),
        done: true,
        done_reason: finish,
        prompt_eval_count: spoken.usage.input,
        eval_count: spoken.usage.output
      }),
    error: (message) => line({ error: message })
  };
}

export const writers: Record<UpstreamDialect, Writer> = {
  chat,
  completions,
  responses,
  anthropic,
  gemini,
  'ollama-chat': ollamaWriter((content) => ({ message: { role: 'assistant', content } })),
  'ollama-generate': ollamaWriter((response) => ({ response }))
};

/** Whom a request asks: the body says it, except where the address does. */
export function modelIn(path: string, body: Record<string, unknown>): string {
  const addressed = /\/models\/([^/]+):\w+$/.exec(path)?.[1];
  if (addressed !== undefined) return decodeURIComponent(addressed);
  return typeof body['model'] === 'string' ? body['model'] : '';
}

/** Whether it asks for probabilities. */
export function wantsLogprobs(body: Record<string, unknown>): boolean {
  const generation = body['generationConfig'] as { responseLogprobs?: boolean } | undefined;
  const included = (body['include'] ?? []) as string[];
  return (
    generation?.responseLogprobs === true ||
    included.includes('message.output_text.logprobs') ||
    (body['logprobs'] ?? null) !== null
  );
}

/** The dialect an address speaks; `null` for any other address. */
export function dialectOf(path: string): UpstreamDialect | null {
  if (path.endsWith('/chat/completions')) return 'chat';
  if (path.endsWith('/completions')) return 'completions';
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith(':streamGenerateContent')) return 'gemini';
  if (path.endsWith('/messages')) return 'anthropic';
  if (path.endsWith('/api/chat')) return 'ollama-chat';
  if (path.endsWith('/api/generate')) return 'ollama-generate';
  return null;
}
