import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFramer } from '../providers/framing.ts';
import { aTextCall } from './collect.ts';
import type { Adapter, Delta, Reducer } from '../providers/adapter.ts';

/** The bytes of a recorded answer. */
export function fixture(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../providers/fixtures', name));
}

export function bytesOf(frames: string[], framing: Adapter['framing']): Buffer {
  const lines = frames.map((data) => (framing === 'sse' ? `data: ${data}\n\n` : `${data}\n`));
  return Buffer.from(lines.join(''));
}

/** Feeds an answer to an adapter in the given pieces, as the network would. */
export function replay(
  adapter: Adapter,
  pieces: Uint8Array[]
): { deltas: Delta[]; ended: boolean } {
  const deltas: Delta[] = [];
  const reducer: Reducer = adapter.createReducer(aTextCall());
  const framer = createFramer(adapter.framing, (frame) => deltas.push(...reducer.reduce(frame)));
  for (const piece of pieces) framer.feed(piece);
  framer.end();
  return { deltas, ended: reducer.isEnd() };
}

/** What an answer said, with neighbouring pieces of one channel joined: easier to read in a test. */
export function told(deltas: Delta[]): Record<string, unknown> {
  const text: Record<string, string> = {};
  const rest: Record<string, unknown> = {};
  for (const delta of deltas) {
    if (delta.type === 'text') {
      const name = delta.call ? `${delta.channel} ${delta.call.id}` : delta.channel;
      text[name] = (text[name] ?? (delta.call?.name ? `${delta.call.name} ` : '')) + delta.text;
    } else if (delta.type === 'usage') rest['usage'] = delta.usage;
    else if (delta.type === 'model') rest['model'] = delta.name;
    else if (delta.type === 'finish') rest['finish'] = [delta.reason, delta.providerReason];
    else rest['error'] = delta.error.code;
  }
  return { ...text, ...rest };
}
