import { AppError } from '#shared/errors';
import { geminiRequest } from '#shared/requests/gemini';
import { askedOf, endpointUrl } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from '#shared/requests/frames';
import { classifyGemini, classifyGeminiInStream } from './gemini-errors.ts';
import { createLogprobAligner, geminiTokensOf } from './logprobs.ts';
import { scrub } from './scrub.ts';
import { createToolCalls } from './tool-calls.ts';
import type { Adapter, Delta, Reducer } from './adapter.ts';
import type { Loose } from '#shared/requests/frames';

/** Google's Gemini: one generation as a stream of events, which ends where the connection does. */
export const gemini: Adapter = {
  framing: 'sse',
  // Some models put a finish reason on every chunk: only the end of the stream is the end.
  endsWithStream: true,

  buildRequest(call, endpoint) {
    const { path, body } = geminiRequest(call, askedOf(endpoint));
    return {
      url: `${endpointUrl(endpoint.baseUrl, path)}?alt=sse`,
      method: 'POST',
      headers: { ...geminiHeaders(endpoint.key), accept: 'text/event-stream' },
      body: JSON.stringify(body)
    };
  },

  createReducer: () => createGeminiReducer(),
  classify: classifyGemini
};

/** The key goes in a header: an address with `?key=` would stand in every log on its way. */
export function geminiHeaders(key: string | null): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(key === null ? {} : { 'x-goog-api-key': key })
  };
}

function createGeminiReducer(): Reducer {
  const tools = createToolCalls();
  const align = createLogprobAligner();
  let named = false;
  let ended = false;
  let counted = false;

  function reducePart(part: Loose, logprobs: Loose | null): Delta[] {
    const called = objectIn(part, 'functionCall');
    if (called) {
      const given = JSON.stringify(objectIn(called, 'args') ?? {});
      return tools.whole(textIn(called, 'id'), textIn(called, 'name'), given);
    }
    const text = textIn(part, 'text');
    if (part['thought'] === true)
      return text === '' ? [] : [{ type: 'text', channel: 'reasoning', text }];
    const aligned = logprobs ? align(text, geminiTokensOf(logprobs)) : undefined;
    if (text === '') return [];
    return [{ type: 'text', channel: 'text', text, ...(aligned && { logprobs: aligned }) }];
  }

  function reduceCandidate(candidate: Loose): Delta[] {
    const parts = listIn(objectIn(candidate, 'content') ?? {}, 'parts').filter(isObject);
    // Probabilities are told per chunk; they belong to its visible text.
    let logprobs = objectIn(candidate, 'logprobsResult');
    const out: Delta[] = [];
    for (const part of parts) {
      const visible = part['thought'] !== true && textIn(part, 'text') !== '';
      out.push(...reducePart(part, visible ? logprobs : null));
      if (visible) logprobs = null;
    }
    const word = textIn(candidate, 'finishReason');
    if (word === '' || word === 'FINISH_REASON_UNSPECIFIED') return out;
    ended = true;
    // There is no word of its own for an answer that ends with calls.
    const reason = word === 'STOP' && tools.any() ? 'tool' : finishReasonOf(word);
    return [...out, { type: 'finish', reason, providerReason: word }];
  }

  return {
    reduce({ data }) {
      const chunk = parseFrame(data);
      if (isObject(chunk['error']))
        return [{ type: 'error', error: classifyGeminiInStream(chunk) }];
      const out: Delta[] = [];
      const model = textIn(chunk, 'modelVersion');
      if (!named && model !== '') {
        named = true;
        out.push({ type: 'model', name: model });
      }
      const blocked = textIn(objectIn(chunk, 'promptFeedback') ?? {}, 'blockReason');
      // No candidates come then, and nothing after it.
      if (blocked !== '' && blocked !== 'BLOCK_REASON_UNSPECIFIED')
        return [...out, { type: 'error', error: blockedPrompt(chunk, blocked) }];
      for (const candidate of listIn(chunk, 'candidates'))
        if (isObject(candidate) && (countIn(candidate, 'index') ?? 0) === 0)
          out.push(...reduceCandidate(candidate));
      // Every chunk counts anew; the first count and those that may be the last say enough.
      const usage = objectIn(chunk, 'usageMetadata');
      if (usage && (!counted || ended)) {
        counted = true;
        out.push(usageDelta(usage));
      }
      return out;
    },
    isEnd: () => ended
  };
}

function blockedPrompt(chunk: Loose, reason: string): AppError {
  const said = textIn(objectIn(chunk, 'promptFeedback') ?? {}, 'blockReasonMessage');
  return new AppError('CONTENT_FILTERED', {
    detail: scrub(said) || `The prompt was blocked (${reason}).`,
    facts: { providerCode: reason }
  });
}

/** Thoughts are billed as output but counted apart; cached text is part of the prompt's count. */
function usageDelta(usage: Loose): Delta {
  const answer = countIn(usage, 'candidatesTokenCount');
  const thoughts = countIn(usage, 'thoughtsTokenCount');
  const prompt = countIn(usage, 'promptTokenCount');
  const output = answer === null && thoughts === null ? null : (answer ?? 0) + (thoughts ?? 0);
  return {
    type: 'usage',
    usage: {
      inputTokens:
        prompt === null ? null : prompt + (countIn(usage, 'toolUsePromptTokenCount') ?? 0),
      outputTokens: output,
      reasoningTokens: thoughts,
      cachedTokens: countIn(usage, 'cachedContentTokenCount'),
      usageSource: 'provider'
    }
  };
}
