import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createEgress } from './egress.ts';
import { listModels } from './model-list.ts';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from './connection.ts';

const egress = createEgress({ policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: 1 }) });
let server: Server | null = null;
let headers: NodeJS.Dict<string | string[]> = {};

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** A server that answers each address with its JSON; `/api/show` by the model asked for. */
async function serving(
  kind: Connection['kind'],
  answers: Record<string, unknown>
): Promise<Connection> {
  server = createServer((request, response) => {
    headers = request.headers;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = Buffer.concat(chunks).toString();
      const model = asked === '' ? '' : (JSON.parse(asked) as { model: string }).model;
      const answer = answers[`${request.url}${model === '' ? '' : ` ${model}`}`];
      response.statusCode = answer === undefined ? 404 : 200;
      response.end(JSON.stringify(answer ?? { error: 'not found' }));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    id: 'c',
    kind,
    name: 'C',
    baseUrl: `http://127.0.0.1:${port}`,
    source: 'stored',
    keyLast4: null,
    createdAt: 0,
    updatedAt: 0,
    readKey: () => 'sk-1'
  };
}

test('Ollama tells of each model what it can do', async () => {
  const connection = await serving('ollama', {
    '/api/tags': {
      models: [{ name: 'plain:1b' }, { name: 'vectors' }, { name: 'deep:8b' }, { name: 'old' }]
    },
    '/api/show plain:1b': {
      capabilities: ['completion'],
      model_info: { 'llama.context_length': 8192 }
    },
    '/api/show vectors': { capabilities: ['embedding'] },
    '/api/show deep:8b': { capabilities: ['completion', 'thinking'], model_info: {} }
  });
  const models = await listModels(connection, egress, '2026-11-21');
  expect(models.map(({ name }) => name)).toEqual(['deep:8b', 'old', 'plain:1b']);
  const plain = models.find(({ name }) => name === 'plain:1b');
  expect(plain).toMatchObject({
    id: 'c/plain:1b',
    contextTokens: 8192,
    price: { rates: { input: 0, output: 0 } },
    textDialect: 'ollama'
  });
  const thinks = models.map(({ params }) => params.some(({ name }) => name === 'reasoningEffort'));
  expect(thinks).toEqual([true, true, false]);
});

test('a compatible server tells how long the context is, in one of three places', async () => {
  const connection = await serving('openai-compatible', {
    '/v1/models': {
      data: [
        { id: 'a', max_model_len: 1 },
        { id: 'b', context_length: 2 },
        { id: 'c', meta: { n_ctx_train: 3 } },
        { id: 'd' },
        { id: 'nomic-embed-text' },
        {}
      ]
    }
  });
  const models = await listModels(connection, egress, '2026-11-21');
  expect(models.map((model) => [model.name, model.contextTokens])).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', null]
  ]);
  expect(headers['authorization']).toBe('Bearer sk-1');
});

test('Anthropic lists models with names for people', async () => {
  const connection = await serving('anthropic', {
    '/v1/models?limit=1000': { data: [{ id: 'claude-opus-4-6', display_name: 'Claude Opus 4.6' }] }
  });
  const [model] = await listModels(connection, egress, '2026-11-21');
  expect(model).toMatchObject({ name: 'claude-opus-4-6', label: 'Claude Opus 4.6' });
  expect(headers['x-api-key']).toBe('sk-1');
  expect(headers['authorization']).toBeUndefined();
});

test('Gemini lists what generates text, by its short name', async () => {
  const generates = { supportedGenerationMethods: ['generateContent'] };
  const connection = await serving('gemini', {
    '/v1beta/models?pageSize=1000': {
      models: [
        {
          name: 'models/gemini-2.5-flash',
          displayName: 'Gemini 2.5 Flash',
          thinking: true,
          ...generates,
          inputTokenLimit: 1_048_576,
          outputTokenLimit: 65_536
        },
        { name: 'models/gemini-2.0-flash', displayName: 'Gemini 2.0 Flash', ...generates },
        { name: 'models/gemini-2.5-flash-image', ...generates },
        { name: 'models/gemini-embedding-001', supportedGenerationMethods: ['embedContent'] }
      ]
    }
  });
  const models = await listModels(connection, egress, '2026-11-21');
  expect(models.map(({ name }) => name)).toEqual(['gemini-2.0-flash', 'gemini-2.5-flash']);
  expect(models[1]).toMatchObject({
    label: 'Gemini 2.5 Flash',
    contextTokens: 1_048_576,
    maxOutputTokens: 65_536,
    textDialect: 'gemini',
    messagesDialect: 'gemini'
  });
  const thinks = models.map(({ params }) => params.some(({ name }) => name === 'reasoningEffort'));
  expect(thinks).toEqual([false, true]);
  expect(headers['x-goog-api-key']).toBe('sk-1');
  expect(headers['authorization']).toBeUndefined();
});

test('LM Studio and llama.cpp are asked at their own addresses for what their lists leave out', async () => {
  const studio = await serving('openai-compatible', {
    '/v1/models': { data: [{ id: 'qwen-vl', owned_by: 'organization_owner' }] },
    '/api/v0/models': {
      data: [
        {
          id: 'qwen-vl',
          type: 'vlm',
          capabilities: ['tool_use'],
          max_context_length: 131_072,
          loaded_context_length: 4096
        }
      ]
    }
  });
  const [seeing] = await listModels(studio, egress, '2026-11-21');
  expect(seeing).toMatchObject({
    contextTokens: 4096,
    input: ['text', 'image'],
    tools: true,
    price: { rates: { input: 0, output: 0 }, source: 'it runs on your own server, in LM Studio' }
  });

  server?.closeAllConnections();
  const llamacpp = await serving('openai-compatible', {
    '/v1/models': { data: [{ id: 'g', owned_by: 'llamacpp', meta: { n_ctx_train: 262_144 } }] },
    '/props': {
      default_generation_settings: { n_ctx: 65_536 },
      modalities: { vision: true, audio: false }
    }
  });
  const [started] = await listModels(llamacpp, egress, '2026-11-21');
  expect(started).toMatchObject({ contextTokens: 65_536, input: ['text', 'image'] });
});

test('a server that is no model server says so', async () => {
  await expect(listModels(await serving('ollama', {}), egress, '2026-11-21')).rejects.toMatchObject(
    {
      code: 'UPSTREAM_PROTOCOL'
    }
  );
});
