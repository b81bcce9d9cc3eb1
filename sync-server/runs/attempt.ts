import { AppError } from '#shared/errors';
import type { ModelCall } from '#shared/requests/model-call';
import type { Delta, Provider } from '../providers/adapter.ts';
import type { Limits } from './limits.ts';
import type { Watchdog } from './watchdog.ts';

export interface Attempt {
  /** Resolves with `null` at a proper end, else with why there was none. Never rejects. */
  over: Promise<unknown>;
  /** Closes the upstream connection now; the outcome is this reason. */
  abort(reason: AppError): void;
}

/** One call of the model under the watchdog. What it says after its end is not listened to. */
export function startAttempt(deps: {
  provider: Provider;
  call: ModelCall;
  limits: Limits;
  watchdog: Watchdog;
  /** The request may have reached the model. */
  onSent: () => void;
  /** The provider has begun to answer. */
  onAnswer: () => void;
  onDelta: (delta: Delta) => void;
}): Attempt {
  const { limits } = deps;
  const controller = new AbortController();
  const { signal } = controller;
  const watch = deps.watchdog.watch();
  const progressing = deps.watchdog.watch();
  let stage: 'connect' | 'headers' | 'firstToken' | 'answer' = 'connect';
  let open = true;

  const abort = (reason: AppError) => controller.abort(reason);
  const idle = () => abort(new AppError('TIMEOUT_IDLE'));
  function expect(next: typeof stage, ms: number, code: 'TIMEOUT_CONNECT' | 'TIMEOUT_FIRST_TOKEN') {
    stage = next;
    watch.set(ms, () => abort(new AppError(code)));
  }

  function progress(reached: 'connected' | 'sent' | 'headers' | 'bytes') {
    if (!open) return;
    if (reached !== 'connected') deps.onSent();
    if (reached === 'bytes') deps.onAnswer();
    if (stage === 'connect') expect('headers', limits.headersMs, 'TIMEOUT_FIRST_TOKEN');
    if (stage === 'headers' && (reached === 'headers' || reached === 'bytes'))
      expect('firstToken', limits.firstTokenMs, 'TIMEOUT_FIRST_TOKEN');
    if (stage === 'answer' && reached === 'bytes') watch.touch();
  }

  function delta(one: Delta) {
    if (!open) return;
    if (one.type === 'error') return abort(one.error);
    if (stage === 'answer') {
      watch.touch();
      progressing.touch();
    } else if (one.type === 'text') {
      deps.onSent();
      stage = 'answer';
      watch.set(limits.idleMs, idle);
      progressing.set(limits.noProgressMs, idle);
    }
    deps.onDelta(one);
  }

  async function run(): Promise<unknown> {
    // A provider that overlooks its signal must not keep the run alive.
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    try {
      await Promise.race([deps.provider.run(deps.call, { progress, delta }, signal), aborted]);
      return null;
    } catch (error) {
      return signal.aborted ? signal.reason : error;
    } finally {
      open = false;
      watch.clear();
      progressing.clear();
    }
  }

  expect('connect', limits.connectMs, 'TIMEOUT_CONNECT');
  return { over: run(), abort };
}
