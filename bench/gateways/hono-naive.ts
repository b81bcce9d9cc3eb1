import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { serveChild } from '../relay-child.ts';

// What one writes first: fetch the provider, read its stream as text, write each event on.
const upstream = `http://127.0.0.1:${process.env['UPSTREAM_PORT']}`;

const app = new Hono().post('/v1/chat/completions', async (c) => {
  const answer = await fetch(`${upstream}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: await c.req.text(),
    signal: c.req.raw.signal
  });
  return streamSSE(c, async (stream) => {
    let rest = '';
    for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + text).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const data = frame.replace(/^data: /, '');
        if (data === '[DONE]') return;
        const word = JSON.parse(data).choices[0]?.delta?.content;
        if (word) await stream.writeSSE({ event: 'token', data: JSON.stringify({ text: word }) });
      }
    }
  });
});

serveChild(createServer(getRequestListener(app.fetch)));
