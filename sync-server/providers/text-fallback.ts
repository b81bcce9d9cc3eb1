import { AppError } from '#shared/errors';
import type { Provider } from './adapter.ts';

/**
 * Continues a text by the endpoint made for it, and by chat where a server does not have that endpoint
 * (404, 405, 501). Which servers those are is remembered, so that it is asked once.
 */
export function withChatFallback(deps: {
  completions: Provider;
  chat: Provider;
  /** Base URLs known to have chat only; shared by all calls. */
  chatOnly: Set<string>;
  baseUrl: string;
}): Provider {
  const { completions, chat, chatOnly, baseUrl } = deps;
  return {
    async run(call, sink, signal) {
      if (chatOnly.has(baseUrl)) return chat.run(call, sink, signal);
      try {
        await completions.run(call, sink, signal);
      } catch (error) {
        if (!isMissingEndpoint(error)) throw error;
        // A wrong model name answers 404 as well: only a chat that works proves the endpoint missing.
        await chat.run(call, sink, signal);
        chatOnly.add(baseUrl);
      }
    }
  };
}

function isMissingEndpoint(error: unknown): boolean {
  return (
    error instanceof AppError &&
    [404, 405, 501].includes(Number(error.facts['providerStatus'])) &&
    error.facts['providerCode'] !== 'model_not_found'
  );
}
