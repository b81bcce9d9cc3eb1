import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { serveChild } from './relay-child.ts';

// A model that costs as little as possible: `p20n150` says 150 words, one every 20 ms, the first at once.
const opening = '{"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":';
const word = Buffer.from(
  `data: ${opening}[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}\n\n`
);
const last = Buffer.from(
  `data: ${opening}[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n` +
    `data: ${opening}[],"usage":{"prompt_tokens":10,"completion_tokens":10}}\n\ndata: [DONE]\n\n`
);

function speak(response: ServerResponse, pace: number, words: number) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let left = words - 1;
  response.write(word);
  const timer = setInterval(() => {
    if (left-- > 0) return void response.write(word);
    clearInterval(timer);
    response.end(last);
  }, pace);
  response.on('close', () => clearInterval(timer));
}

serveChild(
  createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const [, pace, words] = /p(\d+)n(\d+)/.exec(body) ?? [];
      speak(response, Number(pace), Number(words));
    });
  })
);
