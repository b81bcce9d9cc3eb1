import { describe, expect, test } from 'vitest';
import { lengthOfMessage, messageSchema } from '#shared/message-parts';
import { aTextCall } from '../testing/collect.ts';
import { adapters } from './dialects.ts';
import { flatten } from './sample/flatten.ts';
import { readTools } from '#shared/requests/tool-definitions';
import type { Message, MessagePart } from '#shared/message-parts';

const endpoint = { baseUrl: 'http://model.test', key: null };
const image: MessagePart = { type: 'image', mediaType: 'image/png', source: { data: 'aGk=' } };
const far: MessagePart = {
  type: 'image',
  mediaType: 'image/png',
  source: { url: 'https://a.test/b.png' }
};
const pdf: MessagePart = {
  type: 'file',
  mediaType: 'application/pdf',
  name: 'a.pdf',
  source: { data: 'JVBERi0=' }
};
const note: MessagePart = {
  type: 'file',
  mediaType: 'text/plain',
  name: 'a.txt',
  source: { data: Buffer.from('Grüße').toString('base64') }
};
const wav: MessagePart = {
  type: 'file',
  mediaType: 'audio/wav',
  name: 'a.wav',
  source: { data: 'UklGRg==' }
};
const call: MessagePart = { type: 'toolCall', id: 'c1', name: 'weather', arguments: '{"a":1}' };
const result: MessagePart = { type: 'toolResult', id: 'c1', name: 'weather', text: 'Rain' };
const text: MessagePart = { type: 'text', text: 'Look' };

function sent(dialect: keyof typeof adapters, messages: Message[], tools: unknown[] = []) {
  const asked = aTextCall({ kind: 'messages', messages, tools: readTools(tools) });
  const { body } = adapters[dialect].buildRequest(asked, endpoint);
  return JSON.parse(body ?? '') as Record<string, unknown>;
}
const user = (...content: MessagePart[]): Message[] => [{ role: 'user', content }];
const talk: Message[] = [
  { role: 'assistant', content: [text, call] },
  { role: 'tool', content: [result] }
];

describe('chat completions', () => {
  test('take pictures, documents and sound', () => {
    expect(sent('openai-chat', user(text, image, far, pdf, wav))['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
          { type: 'image_url', image_url: { url: 'https://a.test/b.png' } },
          {
            type: 'file',
            file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' }
          },
          { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }
        ]
      }
    ]);
  });

  test('keep parts that are only text one text, for servers that know no parts', () => {
    expect(sent('openai-chat', user(text, { type: 'text', text: '!' }))['messages']).toEqual([
      { role: 'user', content: 'Look!' }
    ]);
  });

  test('take calls and their results', () => {
    expect(sent('openai-chat', talk)['messages']).toEqual([
      {
        role: 'assistant',
        content: 'Look',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"a":1}' } }
        ]
      },
      { role: 'tool', tool_call_id: 'c1', content: 'Rain' }
    ]);
  });
});

describe('Anthropic', () => {
  test('takes pictures, documents and plain text files', () => {
    expect(sent('anthropic', user(text, image, far, pdf, note))['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
          { type: 'image', source: { type: 'url', url: 'https://a.test/b.png' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
            title: 'a.pdf'
          },
          {
            type: 'document',
            source: { type: 'text', media_type: 'text/plain', data: 'Grüße' },
            title: 'a.txt'
          }
        ]
      }
    ]);
  });

  test('takes calls and their results', () => {
    expect(sent('anthropic', talk)['messages']).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'tool_use', id: 'c1', name: 'weather', input: { a: 1 } }
        ]
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'Rain' }] }
    ]);
  });

  test('takes the results of parallel calls in one message', () => {
    const another = { ...result, id: 'c2' };
    const answers: Message[] = [talk[1]!, { role: 'tool', content: [another] }];
    expect(sent('anthropic', [talk[0]!, ...answers])['messages']).toEqual([
      expect.objectContaining({ role: 'assistant' }),
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: 'Rain' },
          { type: 'tool_result', tool_use_id: 'c2', content: 'Rain' }
        ]
      }
    ]);
  });
});

describe('Ollama', () => {
  test('takes pictures beside the text', () => {
    expect(sent('ollama', user(text, image))['messages']).toEqual([
      { role: 'user', content: 'Look', images: ['aGk='] }
    ]);
  });

  test('takes calls and their results', () => {
    expect(sent('ollama', talk)['messages']).toEqual([
      {
        role: 'assistant',
        content: 'Look',
        tool_calls: [{ function: { name: 'weather', arguments: { a: 1 } } }]
      },
      { role: 'tool', tool_name: 'weather', content: 'Rain' }
    ]);
  });
});

test.each<[keyof typeof adapters, MessagePart]>([
  ['openai-completions', image],
  ['openai-completions', call],
  ['openai-chat', { ...pdf, source: { url: 'https://a.test/b.pdf' } }],
  ['anthropic', wav],
  ['ollama', pdf],
  ['ollama', far]
])('%s says what it cannot take', (dialect, part) => {
  expect(() => sent(dialect, user(part))).toThrow(/INVALID_REQUEST: .* takes no /);
});

test('a developer is a system where nobody knows developers', () => {
  const talk: Message[] = [{ role: 'developer', content: 'Short.' }];
  for (const dialect of ['openai-chat', 'ollama'] as const)
    expect(sent(dialect, talk)['messages']).toEqual([{ role: 'system', content: 'Short.' }]);
  const asked = aTextCall({ kind: 'messages', messages: talk });
  const own = { baseUrl: 'https://api.openai.com/v1', key: null };
  expect(adapters['openai-chat'].buildRequest(asked, own).body).toContain('"role":"developer"');
});

test('the sample model reads text only', () => {
  const asked = aTextCall({ kind: 'messages', messages: user(image) });
  expect(() => flatten(asked)).toThrow(/The sample model takes no image \(image\/png\)/);
});

test('system text has no pictures, anywhere', () => {
  const system: Message[] = [{ role: 'system', content: [image] }];
  for (const dialect of ['anthropic', 'gemini'] as const)
    expect(() => sent(dialect, system)).toThrow('INVALID_REQUEST');
});

test('tools are read in three spellings and written in each dialect’s own', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } } };
  const spellings = [
    { type: 'function', function: { name: 'a', description: 'A', parameters: schema } },
    { type: 'function', name: 'b', parameters: schema },
    { name: 'c', input_schema: schema },
    'not a tool'
  ];
  expect(readTools(spellings).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(sent('openai-chat', user(text), spellings.slice(0, 1))['tools']).toEqual([spellings[0]]);
  expect(sent('ollama', user(text), spellings.slice(0, 1))['tools']).toEqual([spellings[0]]);
  expect(sent('anthropic', user(text), spellings.slice(0, 1))['tools']).toEqual([
    { name: 'a', description: 'A', input_schema: schema }
  ]);
  expect(sent('anthropic', user(text), [{ name: 'd' }])['tools']).toEqual([
    { name: 'd', input_schema: { type: 'object', properties: {} } }
  ]);
});

test('messages are checked as they come in', () => {
  for (const part of [text, image, far, pdf, call, result])
    expect(messageSchema.safeParse({ role: 'user', content: [part] }).success).toBe(true);
  for (const content of [7, [{ type: 'video' }], [{ ...image, mediaType: 'a\r\nb' }]])
    expect(messageSchema.safeParse({ role: 'user', content }).success).toBe(false);
  expect(lengthOfMessage({ role: 'user', content: [text, image, call, result] })).toBe(4 + 7 + 4);
});
