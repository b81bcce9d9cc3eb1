import { setTimeout as wait } from 'node:timers/promises';
import { sse } from './upstream-frames.ts';
import type { ServerResponse } from 'node:http';
import type { Spoken, Writer } from './upstream-frames.ts';
import type { UpstreamScript } from './upstream.ts';

/** The events before the first token; a token's number follows from its place. */
const opening = ['response.created', 'response.in_progress'] as const;
const itemAt = opening.length;
const firstToken = itemAt + 2;

const numbered = (type: string, sequence: number, rest: object) =>
  sse({ type, sequence_number: sequence, ...rest }, type);
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const responseOf = (spoken: Spoken, status: string, rest: object = {}) => ({
  response: { id: spoken.id, object: 'response', model: spoken.model, status, ...rest }
});

/** OpenAI's responses, each event with its number. */
export const responses: Writer = {
  contentType: 'text/event-stream',
  open: (spoken) =>
    opening.map((type, at) => numbered(type, at, responseOf(spoken, 'in_progress'))).join('') +
    numbered('response.output_item.added', itemAt, {
      output_index: 0,
      item: { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] }
    }) +
    numbered('response.content_part.added', itemAt + 1, {
      ...place,
      part: { type: 'output_text', text: '', annotations: [] }
    }),
  token: (text, index, spoken) =>
    numbered('response.output_text.delta', firstToken + index, {
      ...place,
      delta: text,
      logprobs: spoken.logprobs
        ? [{ token: text, logprob: -0.25, top_logprobs: [{ token: ' other', logprob: -2.5 }] }]
        : []
    }),
  close(finish, spoken) {
    const { input, output } = spoken.usage;
    const usage = {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 }
    };
    const at = firstToken + spoken.tokens;
    return finish === 'stop'
      ? numbered('response.completed', at, responseOf(spoken, 'completed', { usage }))
      : numbered(
          'response.incomplete',
          at,
          responseOf(spoken, 'incomplete', {
            usage,
            incomplete_details: { reason: 'max_output_tokens' }
          })
        );
  },
  error: (message, spoken) =>
    numbered(
      'response.failed',
      firstToken + spoken.tokens,
      responseOf(spoken, 'failed', { error: { code: 'server_error', message } })
    )
};

interface Kept {
  events: { sequence: number; text: string }[];
  over: boolean;
  cancelled: boolean;
  wake: Set<() => void>;
}

/** Breaks a connection after what was written has left. */
async function breakOff(to: ServerResponse) {
  await wait(3);
  to.destroy();
}

/** Responses that go on whoever listens, as `background: true` asks for. */
export function createBackground() {
  const kept = new Map<string, Kept>();

  async function generate(one: Kept, spoken: Spoken, pieces: string[], script: UpstreamScript) {
    const tell = (text: string) => {
      for (const event of text.split('\n\n').filter((part) => part !== '')) {
        const { sequence_number: sequence } = JSON.parse(
          event.slice(event.indexOf('data: ') + 6)
        ) as { sequence_number: number };
        one.events.push({ sequence, text: `${event}\n\n` });
      }
      for (const wake of one.wake) wake();
    };
    tell(responses.open(spoken));
    for (const [index, text] of pieces.entries()) {
      if (script.paceMs) await wait(script.paceMs);
      if (one.cancelled) break;
      tell(responses.token(text, index, spoken));
    }
    one.over = true;
    if (script.fault === 'error') tell(responses.error('The engine fell over.', spoken));
    else tell(one.cancelled ? '' : responses.close(script.finish ?? 'stop', spoken));
  }

  /** Sends what came after an event and goes on; `breakAfter` events later the connection breaks. */
  async function attach(id: string, after: number, breakAfter: number, to: ServerResponse) {
    const one = kept.get(id);
    if (!one) {
      to.writeHead(404, { 'content-type': 'application/json' });
      return to.end(JSON.stringify({ error: { message: `Response ${id} not found.` } }));
    }
    to.writeHead(200, { 'content-type': 'text/event-stream' });
    to.flushHeaders();
    let sent = 0;
    for (let at = one.events.findIndex(({ sequence }) => sequence > after); ;) {
      if (at < 0) at = one.events.length;
      for (; at < one.events.length; at++) {
        if (sent++ >= breakAfter) return breakOff(to);
        to.write(one.events[at]?.text ?? '');
      }
      if (one.over || to.destroyed) return to.end();
      await new Promise<void>((resolve) => {
        one.wake.add(resolve);
        to.once('close', resolve);
      });
    }
  }

  return {
    start(spoken: Spoken, pieces: string[], script: UpstreamScript, to: ServerResponse) {
      const one: Kept = { events: [], over: false, cancelled: false, wake: new Set() };
      kept.set(spoken.id, one);
      void generate(one, spoken, pieces, script);
      return attach(spoken.id, -1, script.breakAfter ?? Number.POSITIVE_INFINITY, to);
    },
    resume(url: URL, script: UpstreamScript, to: ServerResponse) {
      const id = script.lost ? '' : (url.pathname.split('/').at(-1) ?? '');
      const after = Number(url.searchParams.get('starting_after') ?? -1);
      return attach(id, after, script.breakAfter ?? Number.POSITIVE_INFINITY, to);
    },
    /** Answers whether there was such a response to cancel. */
    cancel(id: string): boolean {
      const one = kept.get(id);
      if (!one || one.over) return false;
      one.cancelled = true;
      return true;
    }
  };
}
