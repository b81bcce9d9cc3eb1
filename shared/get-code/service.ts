import type { ModelInfo } from '#shared/models';
import type { Asked } from '#shared/requests/model-call';

/** Who is asked by the code one copies. */
export interface Service extends Asked {
  /** Without a slash at its end. */
  baseUrl: string;
  /** Environment variable that holds the key; `null` where none is needed. */
  keyName: string | null;
}

interface Known {
  baseUrl: string;
  keyName: string;
}

const ofDialect: Partial<Record<string, Known>> = {
  'openai-chat': { baseUrl: 'https://api.openai.com/v1', keyName: 'OPENAI_API_KEY' },
  'openai-completions': { baseUrl: 'https://api.openai.com/v1', keyName: 'OPENAI_API_KEY' },
  'openai-responses': { baseUrl: 'https://api.openai.com/v1', keyName: 'OPENAI_API_KEY' },
  anthropic: { baseUrl: 'https://api.anthropic.com', keyName: 'ANTHROPIC_API_KEY' },
  gemini: {
    baseUrl: 'https://generativelanguage.googleapis.com',
    keyName: 'GEMINI_API_KEY'
  },
  ollama: { baseUrl: 'http://localhost:11434', keyName: 'OLLAMA_API_KEY' }
};

const ofHost: Partial<Record<string, Known>> = {
  'openrouter.ai': { baseUrl: 'https://openrouter.ai/api/v1', keyName: 'OPENROUTER_API_KEY' },
  'api.groq.com': { baseUrl: 'https://api.groq.com/openai/v1', keyName: 'GROQ_API_KEY' },
  'api.mistral.ai': { baseUrl: 'https://api.mistral.ai/v1', keyName: 'MISTRAL_API_KEY' },
  'api.deepseek.com': { baseUrl: 'https://api.deepseek.com/v1', keyName: 'DEEPSEEK_API_KEY' }
};

/** What the server told of the connection; its key never travels, only whether there is one. */
export interface ConnectionFacts {
  baseUrl: string | null;
  hasKey: boolean;
}

/** The service of a model: as its connection says, else as its host and dialect are known. */
export function serviceOf(
  model: Pick<ModelInfo, 'host' | 'local' | 'textDialect' | 'messagesDialect'>,
  connection: ConnectionFacts | null
): Service {
  const dialect = model.messagesDialect ?? model.textDialect ?? '';
  const usual = ofDialect[dialect] ?? { baseUrl: 'http://localhost:8080/v1', keyName: 'API_KEY' };
  const port = /port (\d+)/.exec(model.host)?.[1];
  const known: Known =
    ofHost[model.host] ??
    (hostOf(usual.baseUrl) === model.host || !dialect.startsWith('openai')
      ? usual
      : { baseUrl: `https://${model.host}/v1`, keyName: 'API_KEY' });
  const guessed = model.local && port ? localUrl(usual.baseUrl, port) : known.baseUrl;
  const baseUrl = (connection?.baseUrl ?? guessed).replace(/\/+$/, '');
  const host = hostOf(baseUrl);
  const keyName =
    ofHost[host]?.keyName ?? (host === hostOf(usual.baseUrl) ? usual.keyName : 'API_KEY');
  const hasKey = connection ? connection.hasKey : !model.local;
  return {
    baseUrl,
    keyName: hasKey ? keyName : null,
    isOpenai: host === 'api.openai.com' || host.endsWith('.api.openai.com'),
    isOpenrouter: host === 'openrouter.ai'
  };
}

/** The address of an endpoint; a version that the base has already is not said twice. */
export function urlOf({ baseUrl }: Pick<Service, 'baseUrl'>, path: string): string {
  const versioned = /\/v\d+(beta|alpha)?$/.test(baseUrl);
  return baseUrl + (versioned ? path.replace(/^\/v\d+(beta|alpha)?(?=\/)/, '') : path);
}

/** The base as SDKs of OpenAI want it: with its version. */
export function versionedUrl({ baseUrl }: Pick<Service, 'baseUrl'>): string {
  return /\/v\d+(beta|alpha)?$/.test(baseUrl) ? baseUrl : `${baseUrl}/v1`;
}

function localUrl(usual: string, port: string): string {
  return `http://localhost:${port}${/\/v\d+$/.test(usual) ? '/v1' : ''}`;
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}
