import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a relay is asked for `words` words at a pace of `pace` ms. */
export interface Target {
  port: number;
  path: string;
  /** Lines a peer wants besides. */
  headers?: string[];
  body(model: string): unknown;
}

/** What all streams of a group have heard so far; read it before and after a window. */
export interface Heard {
  words: number;
  /** The longest silence of any stream since this was last set to 0, in milliseconds. */
  stall: number;
}

export interface Stream {
  /** Milliseconds from asking (connecting included) to the first word. */
  ttft: number;
  words: number;
  status: number;
}

export const upstreamBody = (model: string) => ({ model, stream: true, messages: [] });

export function runBody(model: string) {
  const modelConfig = { model: `bench/${model}` };
  return {
    promptId: 'bench',
    content: {
      kind: 'text',
      text: 'Tell me.',
      systemPrompt: '',
      variables: [],
      tools: [],
      outputSchema: null,
      modelConfig
    }
  };
}

export const temporaryBody = (model: string) => ({
  ...runBody(model),
  promptId: null,
  store: false
});

/** Every word of the upstream ends with this byte, which stands nowhere else. */
const endOfWord = '~'.charCodeAt(0);

/** Streams share one reading buffer: they run in one thread, and nothing is kept. */
const buffer = Buffer.alloc(64 * 1024);

/** Listens to one stream to its end, on a bare socket, so that hearing costs next to nothing. */
export function listen(
  target: Target,
  { pace, words, reader = 0 }: { pace: number; words: number; reader?: number },
  all: Heard = { words: 0, stall: 0 }
): Promise<Stream> {
  const body = JSON.stringify(target.body(`p${pace}n${words}`));
  const stream: Stream = { ttft: 0, words: 0, status: 0 };
  return new Promise((resolve, reject) => {
    const asked = performance.now();
    let before = 0;
    function hear(bytes: number) {
      const at = performance.now();
      if (stream.status === 0) stream.status = Number(buffer.toString('latin1', 9, 12));
      const chunk = buffer.subarray(0, bytes);
      let heard = 0;
      for (let at = chunk.indexOf(endOfWord); at >= 0; at = chunk.indexOf(endOfWord, at + 1))
        heard += 1;
      if (heard === 0) return true;
      if (stream.words === 0) stream.ttft = at - asked;
      else all.stall = Math.max(all.stall, at - before);
      before = at;
      stream.words += heard;
      all.words += heard;
      return true;
    }
    const socket = connect({
      port: target.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer, callback: hear }
    });
    socket.on('end', () => resolve(stream));
    socket.on('error', reject);
    socket.write(requestOf(target, body, `u:${reader >> 2}`));
  });
}

export function requestOf(
  { port, path, headers = [] }: Target,
  body: string,
  scope: string
): string {
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    'accept: text/event-stream',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-bench-scope: ${scope}`,
    ...headers,
    'connection: close'
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Many streams at once, `everyMs` between their beginnings so that no pace is shared. */
export async function listenAll(
  target: Target,
  asked: { streams: number; pace: number; words: number; everyMs: number },
  all: Heard
): Promise<Stream[]> {
  const { streams, pace, words, everyMs } = asked;
  return Promise.all(
    Array.from({ length: streams }, async (_, reader) => {
      await sleep(reader * everyMs);
      return listen(target, { pace, words, reader }, all);
    })
  );
}
