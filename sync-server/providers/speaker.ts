import { createBackgroundProvider } from './responses-background.ts';
import { adapters } from './dialects.ts';
import { createHttpProvider } from './http-call.ts';
import { isBackground } from '#shared/requests/openai-responses';
import { withoutRefused } from './refused-options.ts';
import { withChatFallback } from './text-fallback.ts';
import type { Dialect } from '#shared/models';
import type { Endpoint, Provider } from './adapter.ts';
import type { Egress } from './egress.ts';

/** Who speaks a dialect to an endpoint; remembers what servers refused. */
export function createSpeaker(deps: {
  egress: Egress;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Resolves after so many milliseconds, or when the signal fires. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}): (dialect: Exclude<Dialect, 'sample'>, endpoint: Endpoint) => Provider {
  const { egress, wait, now } = deps;
  const refused = new Map<string, Set<string>>();
  const withoutResponses = new Set<string>();

  function speakPlainly(dialect: Exclude<Dialect, 'sample'>, endpoint: Endpoint): Provider {
    const adapter = adapters[dialect];
    const speak = (to: Endpoint) => createHttpProvider({ adapter, endpoint: to, egress, now });
    return withoutRefused({ endpoint, refused, speak });
  }

  /** A server may have the older way to chat only; what runs in the background has no other. */
  function speakResponses(endpoint: Endpoint): Provider {
    const now = withChatFallback({
      completions: speakPlainly('openai-responses', endpoint),
      chat: speakPlainly('openai-chat', endpoint),
      chatOnly: withoutResponses,
      baseUrl: endpoint.baseUrl
    });
    const speak = (to: Endpoint) => createBackgroundProvider({ endpoint: to, egress, wait });
    const later = withoutRefused({ endpoint, refused, speak });
    return {
      run: (call, sink, signal) => (isBackground(call) ? later : now).run(call, sink, signal)
    };
  }

  return (dialect, endpoint) =>
    dialect === 'openai-responses' ? speakResponses(endpoint) : speakPlainly(dialect, endpoint);
}
