import { isObject, listIn } from '#shared/requests/frames';
import { fetchJson } from './fetch-json.ts';
import type { Connection } from './connection.ts';
import type { Egress } from './egress.ts';

/** Where model servers usually listen on one's own machine. */
const usual: readonly (readonly [
  port: number,
  kind: 'ollama' | 'openai-compatible',
  name: string
])[] = [
  [11434, 'ollama', 'Ollama'],
  [1234, 'openai-compatible', 'LM Studio'],
  [8080, 'openai-compatible', 'llama.cpp'],
  [8000, 'openai-compatible', 'vLLM'],
  [1337, 'openai-compatible', 'Jan'],
  [4891, 'openai-compatible', 'GPT4All'],
  [5001, 'openai-compatible', 'KoboldCpp'],
  [30000, 'openai-compatible', 'SGLang']
];

const timeoutMs = 700;

/**
 * Model servers that answer on this machine now. An address where something else listens, or nothing,
 * is no news and no error.
 */
export async function findLocalServers(egress: Egress, ports = usual): Promise<Connection[]> {
  const found = await Promise.all(
    ports.map(async ([port, kind, name]) => {
      const baseUrl = `http://127.0.0.1:${port}`;
      const [path, list] = kind === 'ollama' ? ['/api/tags', 'models'] : ['/v1/models', 'data'];
      try {
        const url = baseUrl + path;
        const answer = await fetchJson(egress, { url, headers: {}, key: null, timeoutMs });
        if (!Array.isArray(answer[list])) return null;
        return local(port, kind, nameOf(answer, name), baseUrl);
      } catch {
        return null; // nothing there that runs models
      }
    })
  );
  return found.filter((connection) => connection !== null);
}

/** Ports are habits, not rules: a server that says who it is is believed. */
function nameOf(answer: Record<string, unknown>, usualName: string): string {
  const owners = listIn(answer, 'data')
    .filter(isObject)
    .map((item) => item['owned_by']);
  if (owners.includes('llamacpp')) return 'llama.cpp';
  if (owners.includes('vllm')) return 'vLLM';
  if (owners.includes('koboldcpp')) return 'KoboldCpp';
  return usualName;
}

function local(port: number, kind: Connection['kind'], name: string, baseUrl: string): Connection {
  return {
    id: `local-${port}`,
    kind,
    name,
    baseUrl,
    source: 'local',
    keyLast4: null,
    createdAt: null,
    updatedAt: null,
    readKey: () => null
  };
}
