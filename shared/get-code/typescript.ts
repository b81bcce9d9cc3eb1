import type { SpokenDialect } from '#shared/requests/dialect-request';
import type { ModelRequest } from '#shared/requests/model-call';
import { geminiSdkCall } from './gemini-call.ts';
import { tsLiteral } from './literals.ts';
import { versionedUrl, type Service } from './service.ts';

/** The request through the provider's own TypeScript package. */
export function typescriptOf(
  dialect: SpokenDialect,
  request: ModelRequest,
  service: Service
): string {
  const { keyName } = service;
  const key = keyName === null ? null : `process.env.${keyName}`;
  const body = tsLiteral(request.body);
  switch (dialect) {
    case 'openai-chat':
      return openai(
        service,
        `chat.completions.create(${body})`,
        chunk('chunk.choices[0]?.delta?.content')
      );
    case 'openai-completions':
      return openai(service, `completions.create(${body})`, chunk('chunk.choices[0]?.text'));
    case 'openai-responses':
      return openai(
        service,
        `responses.create(${body})`,
        `for await (const event of stream) {\n    if (event.type === 'response.output_text.delta') process.stdout.write(event.delta);\n}`
      );
    case 'anthropic':
      return lines(
        `import Anthropic from '@anthropic-ai/sdk';`,
        '',
        `const client = new Anthropic(${options({ apiKey: key, baseURL: baseOf(service, 'https://api.anthropic.com') })});`,
        '',
        `const stream = await client.messages.create(${body});`,
        `for await (const event of stream) {`,
        `    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')`,
        `        process.stdout.write(event.delta.text);`,
        `}`
      );
    case 'gemini':
      return lines(
        `import { GoogleGenAI } from '@google/genai';`,
        '',
        `const client = new GoogleGenAI(${options({ apiKey: key, httpOptions: geminiBase(service) })});`,
        '',
        `const stream = await client.models.generateContentStream(${tsLiteral(geminiSdkCall(request))});`,
        chunk('chunk.text')
      );
    case 'ollama': {
      const isText = request.path === '/api/generate';
      return lines(
        `import { Ollama } from 'ollama';`,
        '',
        `const client = new Ollama(${options({ host: quoted(service.baseUrl), headers: bearer(key) })});`,
        '',
        `const stream = await client.${isText ? 'generate' : 'chat'}(${body});`,
        chunk(isText ? 'chunk.response' : 'chunk.message.content')
      );
    }
  }
}

function openai(service: Service, call: string, read: string): string {
  const { keyName } = service;
  return lines(
    `import OpenAI from 'openai';`,
    '',
    `const client = new OpenAI(${options({
      // The package refuses to begin without one, whether the server wants it or not.
      apiKey: keyName === null ? quoted('none') : `process.env.${keyName}`,
      baseURL: service.isOpenai ? null : quoted(versionedUrl(service))
    })});`,
    '',
    `const stream = await client.${call};`,
    read
  );
}

function chunk(text: string): string {
  return `for await (const chunk of stream) {\n    process.stdout.write(${text} ?? '');\n}`;
}

function options(given: Record<string, string | null>): string {
  const set = Object.entries(given).filter(([, value]) => value !== null);
  return set.length === 0
    ? ''
    : `{ ${set.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}

function bearer(key: string | null): string | null {
  return key === null ? null : `{ Authorization: \`Bearer \${${key}}\` }`;
}

function baseOf({ baseUrl }: Service, usual: string): string | null {
  return baseUrl === usual ? null : quoted(baseUrl);
}

function geminiBase({ baseUrl }: Service): string | null {
  const own = 'https://generativelanguage.googleapis.com';
  return baseUrl === own ? null : `{ baseUrl: ${quoted(baseUrl)} }`;
}

const quoted = (text: string) => JSON.stringify(text);
const lines = (...all: string[]) => `${all.join('\n')}\n`;
