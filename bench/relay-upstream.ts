import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { serveChild } from './relay-child.ts';

// A model that costs as little as possible: `p20n150` says 150 words, one every 20 ms, the first at
// once. Bare sockets and one timer per pace, so that this end leaves the machine to the relay.
const opening = '{"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":';
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const headers = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
const word = Buffer.from(
  chunk(`data: ${opening}[{"index":0,"delta":{"content":" word~"},"finish_reason":null}]}\n\n`)
);
const last = Buffer.from(
  chunk(
    `data: ${opening}[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n` +
      `data: ${opening}[],"usage":{"prompt_tokens":10,"completion_tokens":10}}\n\ndata: [DONE]\n\n`
  ) + '0\r\n\r\n'
);

interface Stream {
  socket: Socket;
  left: number;
  due: number;
  close: boolean;
}

/** Sockets in the middle of an answer: when one of them closes, somebody stopped listening. */
const speaking = new Set<Socket>();

/** Streams of one pace, in the order in which their next word is due. */
const lanes = new Map<number, Stream[]>();

function laneOf(pace: number): Stream[] {
  const known = lanes.get(pace);
  if (known) return known;
  const lane: Stream[] = [];
  lanes.set(pace, lane);
  setInterval(() => sayDue(lane, pace), 1);
  return lane;
}

function sayDue(lane: Stream[], pace: number) {
  const now = performance.now();
  for (let first = lane[0]; first && first.due <= now; first = lane[0]) {
    lane.shift();
    if (first.socket.destroyed) continue;
    if (first.left-- > 0) {
      first.socket.write(word);
      // From its own last word, late or not: a burst would be a gift to whoever batches.
      first.due = now + pace;
      lane.push(first);
    } else {
      speaking.delete(first.socket);
      first.socket.write(last);
      if (first.close) first.socket.end();
      else first.socket.once('data', (bytes) => hear(first.socket, bytes));
    }
  }
}

function speak(socket: Socket, request: string) {
  const [, pace, words] = /p(\d+)n(\d+)/.exec(request) ?? [];
  const close = /^connection: close\r$/im.test(request);
  const lane = laneOf(Number(pace));
  const head = `${headers}${close ? 'connection: close\r\n' : ''}transfer-encoding: chunked\r\n\r\n`;
  socket.write(Buffer.concat([Buffer.from(head), word]));
  lane.push({ socket, left: Number(words) - 1, due: performance.now() + Number(pace), close });
  speaking.add(socket);
}

/** Reads one request, which may come in pieces. */
function hear(socket: Socket, bytes: Buffer, before = '') {
  const request = before + bytes.toString('latin1');
  if (/p\d+n\d+"/.test(request)) speak(socket, request);
  else socket.once('data', (more: Buffer) => hear(socket, more, request));
}

serveChild(
  createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (speaking.delete(socket))
        process.send?.({ cutAt: performance.timeOrigin + performance.now() });
    });
    socket.once('data', (bytes) => hear(socket, bytes));
  })
);
