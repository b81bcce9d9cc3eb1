import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '#shared/testing/seeded';
import { startPacedUpstream } from '../sync-server/testing/paced-upstream.ts';
import { freePort, spawnServer } from '../sync-server/testing/spawn.ts';

const words = Array.from({ length: 200 }, (_, index) => ` word${index}`);
const paceMs = 100;
const abortShare = 0.05;
const sampleMs = 15_000;
/** What is made once, caches and the first collections, is no leak. */
const warmUpShare = 0.15;
const mostPerMinute = 2 ** 20;

/**
 * `npm run soak -- streams [minutes] [streams] [seed]`: so many streams at once (200), for so long (60
 * minutes); one in twenty is left or cancelled. What the server keeps in memory may grow by less than 1 MB
 * a minute, as the line of least squares over its resident memory has it.
 */
export async function soak([minutes = '60', streams = '200', seed = '1']: string[]): Promise<void> {
  const { random, below } = seeded(Number(seed));
  const upstream = await startPacedUpstream(words, paceMs);
  const metrics = await freePort();
  const server = await spawnServer({
    env: {
      OPENAI_BASE_URL: upstream.baseUrl,
      OPENAI_API_KEY: 'sk-test',
      METRICS_PORT: String(metrics)
    }
  });
  const model = 'env-openai/m';
  const until = performance.now() + Number(minutes) * 60_000;
  const samples: Sample[] = [];
  const counts = { whole: 0, left: 0, cancelled: 0, short: 0, refused: 0 };

  async function one() {
    const lot = random();
    const leaves = lot < abortShare / 2;
    const cancels = !leaves && lot < abortShare;
    const abortAfter = below(words.length * paceMs);
    const answer = await ask(server.port, model);
    if (answer.status !== 200) {
      counts.refused += 1;
      answer.leave();
      await wait(1_000);
      return;
    }
    if (leaves || cancels)
      void wait(abortAfter).then(async () => {
        if (leaves) return answer.leave();
        const path = `${server.url}/v1/runs/${answer.runId}/cancel`;
        await fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}'
        }).then((reply) => reply.arrayBuffer());
      });
    const said = await answer.text;
    if (leaves) counts.left += 1;
    else if (cancels) counts.cancelled += 1;
    else if (said === upstream.text) counts.whole += 1;
    else counts.short += 1;
  }

  async function listen(nth: number) {
    await wait((nth / Number(streams)) * words.length * paceMs); // not all in one moment
    while (performance.now() < until) await one();
  }

  async function sample() {
    while (performance.now() < until) {
      await wait(Math.min(sampleMs, Math.max(1, until - performance.now())));
      const read = await readMetrics(metrics);
      samples.push({ ...read, minute: minuteNow() });
      if (samples.length % 20 === 0)
        console.log(
          `minute ${minuteNow().toFixed(0)}: ${mb(read.memory)}, ${read.live} live, ` +
            `${read.sockets} sockets, ${JSON.stringify(counts)}`
        );
      for (const [name, { closedAt }] of upstream.answers)
        if (closedAt !== null) upstream.answers.delete(name);
    }
  }

  const began = performance.now();
  const minuteNow = () => (performance.now() - began) / 60_000;
  try {
    await setLimits(server.url, Number(streams));
    const listeners = Array.from({ length: Number(streams) }, (_, nth) => listen(nth));
    await Promise.all([...listeners, sample()]);
    const settled = samples.filter(({ minute }) => minute > Number(minutes) * warmUpShare);
    const slope = slopeOf(settled);
    const live = settled.reduce((sum, one) => sum + one.live, 0) / settled.length;
    console.log(
      `streams: ${minutes} minutes, ${live.toFixed(0)} live on average, ${JSON.stringify(counts)}; ` +
        `memory ${mb(settled[0]?.memory ?? 0)} → ${mb(settled.at(-1)?.memory ?? 0)}, ` +
        `slope ${(slope / 2 ** 20).toFixed(3)} MB/min; seed ${seed}`
    );
    if (slope >= mostPerMinute) throw new Error('Memory grows.');
    if (counts.short > 0) throw new Error(`${counts.short} streams lost words.`);
  } finally {
    await server.dispose();
    await upstream.close();
  }
}

interface Sample {
  minute: number;
  /** Resident bytes. */
  memory: number;
  live: number;
  sockets: number;
}

const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** Bytes per minute, by least squares. */
function slopeOf(samples: Sample[]): number {
  const mean = (of: (one: Sample) => number) =>
    samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const middle = { x: mean(({ minute }) => minute), y: mean(({ memory }) => memory) };
  const across = (of: (one: Sample) => number) =>
    samples.reduce((sum, one) => sum + (one.minute - middle.x) * of(one), 0);
  return across(({ memory }) => memory - middle.y) / across(({ minute }) => minute - middle.x);
}

async function readMetrics(port: number): Promise<Omit<Sample, 'minute'>> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
  const value = (name: string) =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)`, 'm').exec(text)?.[1] ?? NaN);
  return {
    memory: value('process_memory_usage(?:_bytes)?'),
    live: value('playground_runs_live'),
    sockets: value('playground_sockets_open')
  };
}

async function setLimits(url: string, streams: number) {
  const answer = await fetch(`${url}/v1/limits`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      liveRuns: Math.min(1000, streams * 2),
      runsPerMinute: 100_000,
      requestsPerMinute: 1_000_000
    })
  });
  if (!answer.ok) throw new Error(`The limits could not be set: ${await answer.text()}`);
}

interface Answer {
  status: number;
  runId: string;
  /** What the tokens say, when the stream has ended, whatever the ending. */
  text: Promise<string>;
  leave(): void;
}

/** Starts a run and reads its stream over a connection of its own. */
function ask(port: number, model: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      port,
      host: 'localhost',
      path: '/v1/runs',
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' }
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      let rest = '';
      let text = '';
      let told = false;
      const status = answer.statusCode ?? 0;
      const leave = () => asked.destroy();
      const ended = new Promise<string>((done) => {
        answer.on('close', () => done(text)).on('error', () => done(text));
      });
      const tell = (runId: string) => {
        told = true;
        resolve({ status, runId, text: ended, leave });
      };
      if (status !== 200) tell('');
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        const frames = (rest + chunk).split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) {
          const type = /^event: (\w+)$/m.exec(frame)?.[1];
          const data = /^data: (.*)$/m.exec(frame)?.[1];
          if (!data) continue;
          const body = JSON.parse(data) as { runId?: string; text?: string; channel?: string };
          if (type === 'start' && !told) tell(body.runId ?? '');
          if (type === 'token' && !body.channel) text += body.text ?? '';
        }
      });
    });
    asked.end(
      JSON.stringify({
        content: {
          kind: 'messages',
          text: '',
          systemPrompt: '',
          variables: [],
          tools: [],
          outputSchema: null,
          modelConfig: { model },
          messages: [{ role: 'user', content: 'run-0' }]
        }
      })
    );
  });
}
