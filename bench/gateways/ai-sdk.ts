import { createServer } from 'node:http';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { getRequestListener } from '@hono/node-server';
import { streamText } from 'ai';
import { Hono } from 'hono';
import { serveChild } from '../relay-child.ts';

// The AI SDK as its documents show it behind Hono.
const provider = createOpenAICompatible({
  name: 'bench',
  baseURL: `http://127.0.0.1:${process.env['UPSTREAM_PORT']}/v1`
});

const app = new Hono().post('/v1/chat/completions', async (c) => {
  const { model } = await c.req.json();
  const result = streamText({
    model: provider(model),
    prompt: 'Tell me.',
    maxRetries: 0,
    abortSignal: c.req.raw.signal
  });
  return result.toUIMessageStreamResponse();
});

serveChild(createServer(getRequestListener(app.fetch)));
