import type { TokenLogprob } from '#shared/collections';
import type { ModelConfig } from '#shared/model-config';
import { createChance } from '#shared/sample-model/chance';
import { documents } from '#shared/sample-model/corpus';
import { createDistribution } from '#shared/sample-model/distribution';
import { choose, likeliestFew } from '#shared/sample-model/sampling';
import { readSettings } from '#shared/sample-model/settings';
import { createStopWatch } from '#shared/sample-model/stops';
import { fit, tokenise, wordOf } from '#shared/sample-model/tokeniser';
import { weighDocuments } from '#shared/sample-model/topic';
import type { Trained } from '#shared/sample-model/training';
import { end, longestContext, train, unknown } from '#shared/sample-model/training';

/** How a generation ended; `outputTokens` counts every token chosen, also those of a stop sequence. */
export interface Ending {
  finishReason: 'stop' | 'length';
  cause: 'end of text' | 'stop sequence' | 'max tokens';
  inputTokens: number;
  outputTokens: number;
}

/** A small n-gram language model over the project's own text; pure, trained at its first use. */
export interface SampleModel {
  countTokens(text: string): number;
  /**
   * Continues `prompt`, token by token. Chance comes from `config.seed` where there is one, else from
   * `random`. Log probabilities (natural) are the model's own, before penalties and temperature.
   */
  generate(
    prompt: string,
    config: ModelConfig,
    random: () => number
  ): Generator<TokenLogprob, Ending, void>;
  /** The probabilities of what may follow a text, best first; they sum to 1. `''` is the end. */
  probabilities(prompt: string): { token: string; probability: number }[];
}

/** An answer does not end before this many tokens: an empty one would look like a fault. */
const shortestAnswer = 12;
/** How much of a prompt decides its topic, and how far back a repetition counts. */
const topicTokens = 400;
const repeatTokens = 64;

export function createSampleModel(texts: readonly string[] = documents): SampleModel {
  let trainedOnce: Trained | null = null;
  let idsOnce: Map<string, number> | null = null;
  const learn = () => (trainedOnce ??= train(texts));
  const tokenIds = () => (idsOnce ??= new Map(learn().vocabulary.map((token, id) => [token, id])));

  function read(prompt: string) {
    const trained = learn();
    const tokens = tokenise(prompt);
    const words = tokens.slice(-topicTokens).flatMap((token) => wordOf(token) ?? []);
    const context = words
      .slice(-longestContext)
      .map((word) => trained.wordIds.get(word) ?? unknown);
    const next = createDistribution(trained, weighDocuments(trained, words));
    return { trained, tokens, context: tokens.length === 0 ? [end] : context, next };
  }

  return {
    countTokens: (text) => tokenise(text).length,

    probabilities(prompt) {
      const { trained, context, next } = read(prompt);
      const probabilities = next(context, true);
      return likeliestFew(probabilities, probabilities.length).map((id) => ({
        token: trained.vocabulary[id] ?? '',
        probability: probabilities[id] ?? 0
      }));
    },

    *generate(prompt, config, random) {
      const settings = readSettings(config);
      const chance = settings.seed === null ? random : createChance(settings.seed);
      const { trained, tokens, context, next } = read(prompt);
      const { vocabulary, wordIds } = trained;
      const stops = createStopWatch(settings.stopSequences);
      const inAnswer = new Map<number, number>();
      const lately = tokens.slice(-repeatTokens).map((token) => tokenIds().get(token) ?? end);
      let before = prompt.slice(-1);
      let outputTokens = 0;

      const ending = (finishReason: Ending['finishReason'], cause: Ending['cause']): Ending => ({
        finishReason,
        cause,
        inputTokens: tokens.length,
        outputTokens
      });

      while (outputTokens < settings.maxTokens) {
        const probabilities = next(context, outputTokens >= shortestAnswer);
        const recent = lately.slice(-repeatTokens).filter((id) => id !== end);
        const id = choose(probabilities, settings, { inAnswer, lately: recent }, chance);
        if (id === end) {
          yield* stops.flush();
          return ending('stop', 'end of text');
        }
        const written = (other: number) => fit(vocabulary[other] ?? '', before);
        const told = (other: number) => ({
          token: written(other),
          logprob: Math.log(probabilities[other] ?? 0)
        });
        // The end is no text, so it is not offered as an alternative.
        const top = likeliestFew(probabilities, settings.alternatives + 1)
          .filter((other) => other !== end)
          .slice(0, settings.alternatives)
          .map(told);
        outputTokens++;
        const { free, stopped } = stops.push({ ...told(id), top });
        yield* free;
        if (stopped) return ending('stop', 'stop sequence');

        inAnswer.set(id, (inAnswer.get(id) ?? 0) + 1);
        lately.push(id);
        before = written(id).slice(-1) || before;
        const word = wordOf(vocabulary[id] ?? '');
        if (word !== null) context.push(wordIds.get(word) ?? unknown);
        if (context.length > longestContext) context.shift();
      }
      yield* stops.flush();
      return ending('length', 'max tokens');
    }
  };
}
