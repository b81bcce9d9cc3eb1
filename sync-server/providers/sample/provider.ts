import type { TokenLogprob } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { SampleModel } from '#shared/sample-model/model';
import { createSampleModel } from '#shared/sample-model/model';
import { sampleDefaults } from '#shared/sample-model/settings';
import type { Provider } from '../adapter.ts';
import { flatten, turnStops } from './flatten.ts';
import { contextTokens, sampleModelInfo } from './model-info.ts';
import type { Sleep } from './sleep.ts';

export { sampleModelInfo };

export interface SampleProviderDeps {
  sleep: Sleep;
  /** Numbers in [0, 1): for runs without a seed, and for the unevenness of the pace. */
  random: () => number;
  /** Milliseconds per token on average; 0 does not wait at all. */
  paceMs?: number;
  /** Milliseconds to the first token on average; 0 does not wait at all. */
  firstTokenMs?: number;
  model?: SampleModel;
}

const naturalPaceMs = 18;
const naturalFirstTokenMs = 120;
/** Longer than this cannot fit however it is cut, so it is not even read: a token has ≤ 16 letters. */
const longestPrompt = contextTokens * 40;

/** Runs the sample model in this process, at the pace of a hosted one. */
export function createSampleProvider(deps: SampleProviderDeps): Provider {
  const { sleep, random } = deps;
  const paceMs = deps.paceMs ?? naturalPaceMs;
  const firstTokenMs = deps.firstTokenMs ?? (deps.paceMs === 0 ? 0 : naturalFirstTokenMs);
  const model = deps.model ?? createSampleModel();

  async function wait(ms: number, signal: AbortSignal) {
    signal.throwIfAborted();
    if (ms > 0) await sleep(ms * (0.6 + 0.8 * random()), signal);
    signal.throwIfAborted();
  }

  return {
    async run(call, sink, signal) {
      signal.throwIfAborted();
      const prompt = flatten(call);
      const room = contextTokens - countWithin(model, prompt);
      sink.progress('connected');
      sink.progress('sent');

      const told = typeof call.config.logprobs === 'number';
      const config = {
        ...call.config,
        maxTokens: Math.min(call.config.maxTokens ?? sampleDefaults.maxTokens, room),
        stopSequences: [
          ...(call.config.stopSequences ?? []),
          ...(call.kind === 'messages' ? turnStops : [])
        ]
      };
      const generation = model.generate(prompt, config, random);
      await wait(firstTokenMs, signal);
      sink.progress('headers');
      sink.delta({ type: 'model', name: sampleModelInfo.name });
      let step = generation.next();
      while (!step.done) {
        sink.progress('bytes');
        sink.line?.(JSON.stringify(step.value));
        sink.delta(textDelta(step.value, told));
        await wait(paceMs, signal);
        step = generation.next();
      }
      const { inputTokens, outputTokens, finishReason, cause } = step.value;
      const usage = { inputTokens, outputTokens, usageSource: 'provider' as const };
      sink.delta({ type: 'usage', usage });
      sink.delta({ type: 'finish', reason: finishReason, providerReason: cause });
    }
  };
}

function textDelta(token: TokenLogprob, told: boolean) {
  const delta = { type: 'text', channel: 'text', text: token.token } as const;
  return told ? { ...delta, logprobs: [token] } : delta;
}

/** Tokens of a prompt that fits. @throws AppError CONTEXT_LENGTH_EXCEEDED */
function countWithin(model: SampleModel, prompt: string): number {
  const tokens =
    prompt.length > longestPrompt ? Math.ceil(prompt.length / 4) : model.countTokens(prompt);
  if (tokens < contextTokens) return tokens;
  throw new AppError('CONTEXT_LENGTH_EXCEEDED', {
    detail: `The prompt exceeds the limit by ${tokens - contextTokens + 1} tokens.`,
    facts: { sent: false }
  });
}
