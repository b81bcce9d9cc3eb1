import { describe, expect, test } from 'vitest';
import { judgeUrl } from './egress-policy.ts';
import { readSettings } from '../env.ts';
import { egressPolicyOf, environmentConnections } from './environment-connections.ts';

function connections(env: Record<string, string>) {
  return environmentConnections(readSettings(env)).map(({ id, kind, name, baseUrl, keyLast4 }) => [
    id,
    kind,
    name,
    baseUrl,
    keyLast4
  ]);
}

describe('connections of the environment', () => {
  test('are none by default', () => {
    expect(connections({})).toEqual([]);
  });

  test('come from a key, an address, or both', () => {
    expect(
      connections({
        OPENAI_API_KEY: 'sk-abcd1234',
        ANTHROPIC_API_KEY: 'sk-ant-9876',
        GEMINI_API_KEY: 'AIza-4321'
      })
    ).toEqual([
      ['env-openai', 'openai', 'OpenAI', 'https://api.openai.com/v1', '1234'],
      ['env-anthropic', 'anthropic', 'Anthropic', 'https://api.anthropic.com', '9876'],
      ['env-gemini', 'gemini', 'Gemini', 'https://generativelanguage.googleapis.com', '4321']
    ]);
    expect(
      connections({
        OPENAI_BASE_URL: 'http://localhost:9/v1',
        OLLAMA_BASE_URL: 'http://10.0.0.5:11434'
      })
    ).toEqual([
      ['env-openai', 'openai-compatible', 'localhost:9', 'http://localhost:9/v1', null],
      ['env-ollama', 'ollama', 'Ollama', 'http://10.0.0.5:11434', null]
    ]);
  });

  test('may be called wherever they are, beside what the operator listed', () => {
    const settings = readSettings({
      PLAYGROUND_EGRESS_ALLOW: 'http://10.0.0.6:8000',
      OLLAMA_BASE_URL: 'http://10.0.0.5:11434/'
    });
    expect(egressPolicyOf(settings, () => 8787)()).toEqual({
      allowedOrigins: ['http://10.0.0.6:8000', 'http://10.0.0.5:11434'],
      mode: 'local',
      ownPort: 8787
    });
  });

  test('with accounts nobody reaches what listens on the server, but for what the operator listed', () => {
    const settings = readSettings({
      PLAYGROUND_MODE: 'team',
      PLAYGROUND_EGRESS_ALLOW: 'http://127.0.0.1:11434'
    });
    const policy = egressPolicyOf(settings, () => 8787)();
    const ok = (url: string) => judgeUrl(url, policy).ok;
    expect(ok('http://127.0.0.1:11434/api/tags')).toBe(true);
    for (const url of ['http://127.0.0.1:9200', 'http://localhost:11435', 'http://[::1]:6379'])
      expect(ok(url), url).toBe(false);
  });

  test('a list that is none names itself and the fix', () => {
    const settings = readSettings({ PLAYGROUND_EGRESS_ALLOW: 'ten dot five' });
    expect(() => egressPolicyOf(settings, () => null)).toThrow(/PLAYGROUND_EGRESS_ALLOW has to be/);
  });
});
