import { isObject, listIn, textIn } from '#shared/requests/frames';
import type { TokenLogprob } from '#shared/collections';
import type { Loose } from '#shared/requests/frames';

/** Providers write "impossible" as -9999 or -Infinity as null; JSON can hold neither well. */
const impossible = -9999;

function logprobIn(from: Loose, name: string): number {
  const value = from[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : impossible;
}

/** The shape of chat completions, llama.cpp and Ollama: `[{token, logprob, top_logprobs: […]}]`. */
export function tokensOf(content: unknown[]): TokenLogprob[] {
  return content.filter(isObject).map((item) => ({
    token: textIn(item, 'token'),
    logprob: logprobIn(item, 'logprob'),
    top: listIn(item, 'top_logprobs')
      .filter(isObject)
      .map((other) => ({ token: textIn(other, 'token'), logprob: logprobIn(other, 'logprob') }))
      .sort(likeliestFirst)
  }));
}

/** The shape of legacy completions: parallel lists, alternatives as `{token: logprob}`. */
export function legacyTokensOf(logprobs: Loose): TokenLogprob[] {
  if (Array.isArray(logprobs['content'])) return tokensOf(logprobs['content']);
  const own = listIn(logprobs, 'token_logprobs');
  const tops = listIn(logprobs, 'top_logprobs');
  return listIn(logprobs, 'tokens').map((token, index) => {
    const top = tops[index];
    return {
      token: String(token),
      logprob: logprobIn({ own: own[index] }, 'own'),
      top: isObject(top)
        ? Object.keys(top)
            .map((other) => ({ token: other, logprob: logprobIn(top, other) }))
            .sort(likeliestFirst)
        : []
    };
  });
}

/** The shape of Gemini: the chosen tokens, and beside each the likeliest. */
export function geminiTokensOf(result: Loose): TokenLogprob[] {
  const tops = listIn(result, 'topCandidates');
  return listIn(result, 'chosenCandidates')
    .filter(isObject)
    .map((item, index) => {
      const top = tops[index];
      return {
        token: textIn(item, 'token'),
        logprob: logprobIn(item, 'logProbability'),
        top: (isObject(top) ? listIn(top, 'candidates') : [])
          .filter(isObject)
          .map((other) => ({
            token: textIn(other, 'token'),
            logprob: logprobIn(other, 'logProbability')
          }))
          .sort(likeliestFirst)
      };
    });
}

function likeliestFirst(a: { logprob: number }, b: { logprob: number }) {
  return b.logprob - a.logprob;
}

/**
 * Holds tokens until the text they stand for has come, so that the probabilities of a delta cover its
 * text exactly. A character split over tokens comes as empty texts and then at once: such tokens are
 * joined into one, whose probability is their product.
 */
export function createLogprobAligner() {
  let waiting: TokenLogprob[] = [];
  return (text: string, tokens: TokenLogprob[]): TokenLogprob[] | undefined => {
    waiting.push(...tokens);
    if (text === '' || waiting.length === 0) return undefined;
    const taken = waiting;
    waiting = [];
    if (taken.map((item) => item.token).join('') === text) return taken;
    const sum = taken.reduce((total, item) => total + item.logprob, 0);
    return [{ token: text, logprob: Math.max(sum, impossible), top: [] }];
  };
}
