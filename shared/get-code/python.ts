import type { SpokenDialect } from '#shared/requests/dialect-request';
import type { Loose } from '#shared/requests/frames';
import type { ModelRequest } from '#shared/requests/model-call';
import { geminiSdkCall } from './gemini-call.ts';
import { pyLiteral } from './literals.ts';
import { versionedUrl, type Service } from './service.ts';

/** What the package of OpenAI takes by name; anything else has to go through `extra_body`. */
const openaiNames = new Set(
  (
    'model messages prompt input stream stream_options temperature top_p frequency_penalty ' +
    'presence_penalty stop seed logprobs top_logprobs reasoning_effort response_format tools ' +
    'tool_choice max_tokens max_completion_tokens max_output_tokens n store background include ' +
    'reasoning text metadata user instructions'
  ).split(' ')
);
const anthropicNames = new Set(
  (
    'model messages max_tokens system stream temperature top_p top_k stop_sequences tools ' +
    'tool_choice metadata thinking'
  ).split(' ')
);

/** The request through the provider's own Python package. */
export function pythonOf(dialect: SpokenDialect, request: ModelRequest, service: Service): string {
  const { body } = request;
  const key = service.keyName === null ? null : `os.environ[${quoted(service.keyName)}]`;
  switch (dialect) {
    case 'openai-chat':
      return openai(service, `chat.completions.create(${named(body, openaiNames)})`, [
        `for chunk in stream:`,
        `    if chunk.choices and chunk.choices[0].delta.content:`,
        `        print(chunk.choices[0].delta.content, end="", flush=True)`
      ]);
    case 'openai-completions':
      return openai(service, `completions.create(${named(body, openaiNames)})`, [
        `for chunk in stream:`,
        `    if chunk.choices:`,
        `        print(chunk.choices[0].text, end="", flush=True)`
      ]);
    case 'openai-responses':
      return openai(service, `responses.create(${named(body, openaiNames)})`, [
        `for event in stream:`,
        `    if event.type == "response.output_text.delta":`,
        `        print(event.delta, end="", flush=True)`
      ]);
    case 'anthropic':
      return lines(
        ...imports(key, 'import anthropic'),
        `client = anthropic.Anthropic(${options({ api_key: key, base_url: baseOf(service, 'https://api.anthropic.com') })})`,
        '',
        `stream = client.messages.create(${named(body, anthropicNames)})`,
        `for event in stream:`,
        `    if event.type == "content_block_delta" and event.delta.type == "text_delta":`,
        `        print(event.delta.text, end="", flush=True)`
      );
    case 'gemini': {
      const base = baseOf(service, 'https://generativelanguage.googleapis.com');
      return lines(
        ...imports(key, 'from google import genai'),
        `client = genai.Client(${options({ api_key: key, http_options: base && `{"base_url": ${base}}` })})`,
        '',
        `stream = client.models.generate_content_stream(${named(geminiSdkCall(request), null)})`,
        `for chunk in stream:`,
        `    print(chunk.text or "", end="", flush=True)`
      );
    }
    case 'ollama': {
      const isText = request.path === '/api/generate';
      return lines(
        ...imports(key, 'import ollama'),
        `client = ollama.Client(${options({ host: quoted(service.baseUrl), headers: key && `{"Authorization": "Bearer " + ${key}}` })})`,
        '',
        `stream = client.${isText ? 'generate' : 'chat'}(${named(body, null)})`,
        `for chunk in stream:`,
        `    print(${isText ? 'chunk["response"]' : 'chunk["message"]["content"]'}, end="", flush=True)`
      );
    }
  }
}

function openai(service: Service, call: string, read: string[]): string {
  const { keyName } = service;
  const key = keyName === null ? null : `os.environ[${quoted(keyName)}]`;
  return lines(
    ...imports(key, 'from openai import OpenAI'),
    `client = OpenAI(${options({
      // The package refuses to begin without one, whether the server wants it or not.
      api_key: key ?? quoted('none'),
      base_url: service.isOpenai ? null : quoted(versionedUrl(service))
    })})`,
    '',
    `stream = client.${call}`,
    ...read
  );
}

/** The members as named arguments; those nobody has a name for in one dictionary at the end. */
function named(body: Loose, names: ReadonlySet<string> | null): string {
  const isNamed = (name: string) => (names ? names.has(name) : /^[A-Za-z_]\w*$/.test(name));
  const own = Object.entries(body).filter(([name]) => isNamed(name));
  const rest = Object.entries(body).filter(([name]) => !isNamed(name));
  const all: [string, unknown][] =
    rest.length === 0 ? own : [...own, ['extra_body', Object.fromEntries(rest)]];
  return `\n${all.map(([name, value]) => `    ${name}=${pyLiteral(value, 1)},\n`).join('')}`;
}

function imports(key: string | null, own: string): string[] {
  return [...(key === null ? [] : ['import os', '']), own, ''];
}

function options(given: Record<string, string | null>): string {
  return Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

function baseOf({ baseUrl }: Service, usual: string): string | null {
  return baseUrl === usual ? null : quoted(baseUrl);
}

const quoted = (text: string) => JSON.stringify(text);
const lines = (...all: string[]) => `${all.join('\n')}\n`;
