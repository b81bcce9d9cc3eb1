import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** How a relay is asked for `words` words at a pace of `pace` ms. */
export interface Target {
  port: number;
  path: string;
  body(model: string): unknown;
}

export interface Heard {
  /** Milliseconds from asking to the first word. */
  ttft: number;
  words: number;
  /** The longest silence between two arrivals, in milliseconds. */
  stall: number;
  status: number;
}

export const upstreamBody = (model: string) => ({ model, stream: true, messages: [] });

export function runBody(model: string) {
  const modelConfig = { model: `bench/${model}` };
  return {
    promptId: 'bench',
    content: {
      ...{ kind: 'text', text: 'Tell me.', systemPrompt: '', variables: [], tools: [] },
      ...{ outputSchema: null, modelConfig }
    }
  };
}

/** Listens to one stream to its end. Counting is done afterwards, so that hearing stays cheap. */
export function listen(target: Target, pace: number, words: number, reader: number) {
  return new Promise<Heard>((resolve, reject) => {
    const body = JSON.stringify(target.body(`p${pace}n${words}`));
    const headers = {
      ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
      ...{ 'content-length': Buffer.byteLength(body) },
      'x-bench-scope': `u:${reader >> 2}`
    };
    const { port, path } = target;
    const asked = performance.now();
    const call = request(
      { agent, host: '127.0.0.1', port, path, method: 'POST', headers },
      (answer) => {
        const chunks: Buffer[] = [];
        let ttft = 0;
        let stall = 0;
        let before = 0;
        answer.on('data', (chunk: Buffer) => {
          const at = performance.now();
          if (ttft === 0) {
            if (!chunk.includes(' word')) return;
            ttft = at - asked;
          } else stall = Math.max(stall, at - before);
          before = at;
          chunks.push(chunk);
        });
        answer.on('end', () => {
          const heard = Buffer.concat(chunks).toString('latin1').split(' word').length - 1;
          resolve({ ttft, stall, words: heard, status: answer.statusCode ?? 0 });
        });
        answer.on('error', reject);
      }
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** Many streams at once, begun within one pace of each other. */
export async function listenAll(target: Target, streams: number, pace: number, words: number) {
  return Promise.all(
    Array.from({ length: streams }, async (_, reader) => {
      await new Promise((resolve) => setTimeout(resolve, (reader / streams) * pace * 10));
      return listen(target, pace, words, reader);
    })
  );
}
