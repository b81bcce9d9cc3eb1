import { AppError } from '#shared/errors';
import type { Endpoint, Provider } from './adapter.ts';

/** What we ask for on our own account, and how a server's refusal of it reads. */
const options: readonly (readonly [name: string, refusal: RegExp])[] = [
  ['stream_options', /stream_options|include_usage/i],
  ['reasoning.summary', /reasoning\.summary|reasoning summar/i],
  [
    'thoughts',
    /includeThoughts|include_thoughts|thinking_?config|thinking is not (enabled|supported)/i
  ]
];

/**
 * Asks again without what a server does not know, where nobody but us wished for it. It is refused
 * before the model is called, so nothing is billed twice; and it is remembered, so it happens once.
 */
export function withoutRefused(deps: {
  endpoint: Endpoint;
  /** By address and model; shared by all calls. */
  refused: Map<string, Set<string>>;
  speak: (endpoint: Endpoint) => Provider;
}): Provider {
  const { endpoint, refused, speak } = deps;
  return {
    async run(call, sink, signal) {
      const place = `${endpoint.baseUrl} ${call.model}`;
      const without = refused.get(place) ?? new Set<string>();
      for (;;) {
        try {
          return await speak({ ...endpoint, without }).run(call, sink, signal);
        } catch (error) {
          const name = refusedOption(error);
          if (name === null || without.has(name)) throw error;
          without.add(name);
          refused.set(place, without);
        }
      }
    }
  };
}

function refusedOption(error: unknown): string | null {
  if (!(error instanceof AppError) || error.detail === undefined) return null;
  const { detail, facts } = error;
  if (facts['providerStatus'] !== 400 && facts['providerStatus'] !== 422) return null;
  return options.find(([, refusal]) => refusal.test(detail))?.[0] ?? null;
}
