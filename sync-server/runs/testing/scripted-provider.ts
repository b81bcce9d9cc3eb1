import type { AppError } from '#shared/errors';
import type { Channel } from '#shared/run-events';
import type { ModelCall } from '#shared/requests/model-call';
import type { Delta, Provider, Sink } from '../../providers/adapter.ts';

/** One call of the model, played by a test. */
export interface ScriptedCall {
  call: ModelCall;
  sink: Sink;
  signal: AbortSignal;
  say(text: string, channel?: Channel): void;
  delta(delta: Delta): void;
  /** Finish reason, usage, proper end. */
  end(usage?: { inputTokens: number; outputTokens: number }): void;
  fail(error: AppError | Error): void;
}

export interface ScriptedProvider extends Provider {
  calls: ScriptedCall[];
  /** The newest call. */
  last(): ScriptedCall;
}

export function createScriptedProvider(): ScriptedProvider {
  const calls: ScriptedCall[] = [];
  return {
    calls,
    last() {
      const call = calls.at(-1);
      if (!call) throw new Error('The model was not called.');
      return call;
    },
    run(call, sink, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) reject(signal.reason as Error);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        const delta = (one: Delta) => sink.delta(one);
        calls.push({
          call,
          sink,
          signal,
          delta,
          fail: reject,
          say(text, channel = 'text') {
            sink.progress('bytes');
            delta({ type: 'text', channel, text });
          },
          end(usage) {
            delta({ type: 'finish', reason: 'stop', providerReason: 'end_turn' });
            if (usage) delta({ type: 'usage', usage });
            resolve();
          }
        });
      });
    }
  };
}
