import { AppError } from '#shared/errors';
import { createHttpProvider } from '../providers/http-call.ts';
import { aTextCall, createCollector } from './collect.ts';
import type { Dispatcher } from 'undici';
import type { Adapter, Delta } from '../providers/adapter.ts';
import type { Egress } from '../providers/egress.ts';

/** A network that answers every request with these bytes and then ends the connection. */
function cannedEgress(pieces: Uint8Array[], contentType: string): Egress {
  const controller = { abort: () => undefined } as unknown as Dispatcher.DispatchController;
  const dispatcher = {
    dispatch(_options: unknown, handler: Dispatcher.DispatchHandler) {
      handler.onRequestStart?.(controller, {});
      handler.onResponseStart?.(controller, 200, { 'content-type': contentType }, 'OK');
      for (const piece of pieces) handler.onResponseData?.(controller, Buffer.from(piece));
      handler.onResponseEnd?.(controller, {});
      return true;
    }
  };
  return {
    check: (url: string) => new URL(url),
    dispatcher: dispatcher as unknown as Dispatcher
  } as Egress;
}

/** What a whole call makes of an answer of these pieces: the deltas it told, and how it failed. */
export async function runOver(
  adapter: Adapter,
  pieces: Uint8Array[]
): Promise<{ deltas: Delta[]; error: AppError | null }> {
  const contentType = adapter.framing === 'sse' ? 'text/event-stream' : 'application/x-ndjson';
  const { sink, deltas } = createCollector();
  const endpoint = { baseUrl: 'http://model.test', key: null };
  const egress = cannedEgress(pieces, contentType);
  const provider = createHttpProvider({ adapter, endpoint, egress });
  try {
    await provider.run(aTextCall(), sink, new AbortController().signal);
    return { deltas, error: null };
  } catch (error) {
    if (error instanceof AppError) return { deltas, error };
    throw error;
  }
}
