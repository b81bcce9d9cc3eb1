import type { RunOutput, TokenLogprob } from '#shared/collections';
import { cutLogprobs } from '#shared/kept-text';
import type { RunEvent } from '#shared/run-events';

type Token = Extract<RunEvent, { type: 'token' }>['data'];

/** What a live run has said so far. Pieces are joined on reading, so that growing stays cheap. */
export interface Output {
  add(token: Token): void;
  /** UTF-8 bytes of everything, for the cap. */
  readonly bytes: number;
  /** UTF-16 units of all channels together, for estimating tokens. */
  readonly characters: number;
  text(): string;
  /** The whole, with `text` cut to `textLength` where given. */
  read(runId: string, textLength?: number): RunOutput;
}

export function createOutput(): Output {
  const text: string[] = [];
  const reasoning: string[] = [];
  const calls = new Map<string, { name: string; pieces: string[] }>();
  const logprobs: TokenLogprob[] = [];
  let bytes = 0;
  let characters = 0;
  let lastCall = '';

  function addToCall(token: Token) {
    const id = token.call?.id ?? lastCall;
    lastCall = id;
    const call = calls.get(id) ?? { name: '', pieces: [] };
    calls.set(id, call);
    call.name = token.call?.name ?? call.name;
    call.pieces.push(token.text);
  }

  return {
    add(token) {
      bytes += Buffer.byteLength(token.text);
      characters += token.text.length;
      if (token.channel === 'reasoning') reasoning.push(token.text);
      else if (token.channel === 'tool') addToCall(token);
      else {
        text.push(token.text);
        for (const one of token.logprobs ?? []) logprobs.push(one);
      }
    },
    get bytes() {
      return bytes;
    },
    get characters() {
      return characters;
    },
    text: () => text.join(''),
    read(runId, textLength = Number.POSITIVE_INFINITY) {
      const probabilities = logprobs.length > 0 ? [...logprobs] : null;
      return {
        runId,
        text: text.join('').slice(0, textLength),
        reasoning: reasoning.join(''),
        toolCalls: [...calls].map(([id, call]) => ({
          id,
          name: call.name,
          arguments: call.pieces.join('')
        })),
        logprobs: cutLogprobs(probabilities, textLength)
      };
    }
  };
}

/** Of a run that wrote nothing, or of which nothing is kept. */
export function emptyOutput(runId: string): RunOutput {
  return { runId, text: '', reasoning: '', toolCalls: [], logprobs: null };
}
