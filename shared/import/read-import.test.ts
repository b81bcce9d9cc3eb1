import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors';
import { parseYaml } from './parse-yaml.ts';
import { importLimits, readImport } from './read-import.ts';

const read = (text: string) => readImport(text, { parseYaml });
const only = (text: string) => {
  const { format, drafts } = read(text);
  const [draft] = drafts;
  if (!draft || drafts.length > 1) throw new Error(`${drafts.length} drafts`);
  return { format, ...draft };
};
const codeOfFailure = (text: string) => {
  try {
    read(text);
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return null;
};

describe('requests', () => {
  it('of chat completions come with every part, parameter and tool', () => {
    const { content, ...draft } = only(
      JSON.stringify({
        model: 'gpt-4o',
        messages: [
          { role: 'system', content: 'Be {{tone}}.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }
            ]
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }
            ]
          },
          { role: 'tool', tool_call_id: 'c1', content: 'A cat' },
          { role: 'narrator', content: 'x' }
        ],
        temperature: 0.2,
        stop: 'END',
        logprobs: true,
        top_logprobs: 3,
        stream: true,
        parallel_tool_calls: false,
        tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'a', schema: { type: 'object' } }
        }
      })
    );
    expect(draft).toMatchObject({
      format: 'openai-chat',
      modelName: 'gpt-4o',
      name: 'What is this?'
    });
    expect(content).toMatchObject({
      kind: 'messages',
      systemPrompt: 'Be {{tone}}.',
      variables: [{ name: 'tone' }],
      modelConfig: {
        temperature: 0.2,
        stopSequences: ['END'],
        logprobs: 3,
        extra: { parallel_tool_calls: false }
      },
      tools: [{ name: 'look', parameters: { type: 'object' } }],
      outputSchema: { type: 'object' }
    });
    expect(content.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', mediaType: 'image/png', source: { data: 'AAAA' } }
        ]
      },
      {
        role: 'assistant',
        content: [{ type: 'toolCall', id: 'c1', name: 'look', arguments: '{}' }]
      },
      { role: 'tool', content: [{ type: 'toolResult', id: 'c1', name: 'look', text: 'A cat' }] }
    ]);
    expect(draft.notes.join(' ')).toMatch(/parallel_tool_calls/);
    expect(draft.notes.join(' ')).toMatch(/narrator/);
  });

  it('tell what is not taken over, and nothing of what every run does', () => {
    const said = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], stream: true };
    const { content, notes } = only(
      JSON.stringify({ ...said, user: 'u-1', store: false, background: null })
    );
    expect(notes).toEqual([
      'Not taken over, since it says how to send and not what to ask: store, user.'
    ]);
    expect(content.modelConfig.extra).toBeUndefined();
    expect(only(JSON.stringify(said)).notes).toEqual([]);
  });

  it('of Anthropic are told by their system text, their tools or their model', () => {
    const body = {
      model: 'claude-x',
      max_tokens: 5,
      system: 's',
      messages: [{ role: 'user', content: 'hi' }]
    };
    expect(only(JSON.stringify(body))).toMatchObject({
      format: 'anthropic',
      content: { systemPrompt: 's', modelConfig: { maxTokens: 5 } }
    });
  });

  it('may be a bare list of messages', () => {
    expect(only('[{"role":"user","content":"hi"}]').content.messages).toEqual([
      { role: 'user', content: 'hi' }
    ]);
  });
});

describe('code', () => {
  it('of Python is read with its own literals, f-strings and joined texts', () => {
    const { content, notes } = only(`
from openai import OpenAI
client = OpenAI(api_key=os.environ["X"])
messages_before = load()
response = client.chat.completions.create(
    model="gpt-4o",  # the large one
    messages=[
        {"role": "system", "content": """You are
kind."""},
        {"role": "user", "content": f"Hello {name}, " "how are you?"},
    ],
    temperature=0.5, seed=1_000, tools=my_tools, stop=None,
)
print(response)`);
    expect(content).toMatchObject({
      systemPrompt: 'You are\nkind.',
      messages: [{ role: 'user', content: 'Hello {{name}}, how are you?' }],
      modelConfig: { temperature: 0.5, seed: 1000 },
      variables: [{ name: 'name' }]
    });
    expect(notes).toContain(
      'The value of “tools” is not written out in the code, so it is left out.'
    );
  });

  it('of TypeScript is read with template texts, comments and short names', () => {
    const { format, content } = only(`
import Anthropic from '@anthropic-ai/sdk';
const anthropic = new Anthropic();
const msg = await anthropic.messages.create({
  model: 'claude-x', max_tokens: 1024, // enough
  system: \`Answer in \${language}.\`,
  messages: [{ role: 'user', content: 'It\\'s ' + 'me' }, ...history],
  temperature,
} as const);`);
    expect(format).toBe('anthropic');
    expect(content).toMatchObject({
      systemPrompt: 'Answer in {{language}}.',
      messages: [{ role: 'user', content: "It's me" }],
      modelConfig: { maxTokens: 1024 }
    });
  });

  it('of curl is read through the quotes of its shell', () => {
    const { format, content } = only(
      `curl https://api.openai.com/v1/chat/completions \\\n  -H "Authorization: Bearer $OPENAI_API_KEY" \\\n  -d '{"model":"m","messages":[{"role":"user","content":"It'\\''s"}]}' | jq`
    );
    expect(format).toBe('openai-chat');
    expect(content.messages).toEqual([{ role: 'user', content: "It's" }]);
  });
});

describe('files', () => {
  it('of promptfoo give a prompt each, with the values of the tests that name its variables', () => {
    const { format, drafts } = read(`
description: x
prompts:
  - 'Translate {{text}} to {{language}}'
  - label: Chat
    raw: '[{"role":"system","content":"s"},{"role":"user","content":"{{text}}"}]'
  - file://other.txt
providers:
  - id: openai:chat:gpt-4o
    config: { temperature: 0.1, apiKey: x }
  - anthropic:messages:claude
defaultTest: { vars: { language: French } }
tests:
  - description: Greeting
    vars: { text: Hello }
    assert: [{ type: contains, value: Bonjour }]
  - vars: { text: Bye, language: German }
`);
    expect(format).toBe('promptfoo');
    expect(drafts).toHaveLength(3);
    expect(drafts[0]).toMatchObject({
      modelName: 'gpt-4o',
      content: {
        modelConfig: { temperature: 0.1 },
        variables: [{ name: 'text' }, { name: 'language' }]
      },
      valueSets: [
        { name: 'Greeting', values: { text: 'Hello', language: 'French' } },
        { name: 'Test 2', values: { text: 'Bye', language: 'German' } }
      ]
    });
    expect(JSON.stringify(drafts)).not.toContain('apiKey');
    expect(drafts[1]).toMatchObject({
      name: 'Chat',
      content: { systemPrompt: 's' },
      valueSets: [{ values: { text: 'Hello' } }, { values: { text: 'Bye' } }]
    });
    expect(drafts[2]?.notes.join(' ')).toMatch(/another file/);
    expect(drafts[0]?.notes.join(' ')).toMatch(/Assertions/);
  });

  it('of dotprompt give turns, variables with defaults and an answer’s schema', () => {
    const { format, content, modelName } = only(`---
model: googleai/gemini-2.5-flash
config:
  temperature: 0.7
  maxOutputTokens: 100
input:
  schema:
    topic: string
    style?: string, how it sounds
  default:
    style: plain
output:
  format: json
  schema:
    title: string, of the text
    tags?(array): string
---
{{role "system"}}
You write about {{topic}}.
{{role "user"}}
Begin, in a {{style}} voice.
`);
    expect(format).toBe('dotprompt');
    expect(modelName).toBe('gemini-2.5-flash');
    expect(content).toMatchObject({
      systemPrompt: 'You write about {{topic}}.',
      messages: [{ role: 'user', content: 'Begin, in a {{style}} voice.' }],
      modelConfig: { temperature: 0.7, maxTokens: 100 },
      variables: [
        { name: 'topic', required: true },
        { name: 'style', required: false, default: 'plain' }
      ],
      outputSchema: {
        properties: { title: { type: 'string' }, tags: { type: 'array' } },
        required: ['title']
      }
    });
  });

  it('of Prompty give turns and a sample', () => {
    const draft = only(`---
name: Basic
model:
  api: chat
  configuration: { type: azure_openai, azure_deployment: gpt-35 }
  parameters: { max_tokens: 128, temperature: 0.2 }
sample:
  first: Jane
tags: [hello]
---
system:
You are {{first}}’s friend.

user:
Hi
`);
    expect(draft).toMatchObject({
      format: 'prompty',
      name: 'Basic',
      modelName: 'gpt-35',
      tags: ['hello'],
      valueSets: [{ name: 'Sample', values: { first: 'Jane' } }],
      content: {
        systemPrompt: 'You are {{first}}’s friend.',
        messages: [{ role: 'user', content: 'Hi' }],
        modelConfig: { maxTokens: 128, temperature: 0.2 }
      }
    });
  });
});

describe('what cannot be read', () => {
  it('is refused with a code of its own', () => {
    expect(codeOfFailure('')).toBe('IMPORT_UNKNOWN');
    expect(codeOfFailure('Dear neighbour, how are you?')).toBe('IMPORT_UNKNOWN');
    expect(codeOfFailure('{"a":1}')).toBe('IMPORT_UNKNOWN');
    expect(codeOfFailure('{"model":"m","messages":[{"role":"us')).toBe('IMPORT_BROKEN');
    expect(codeOfFailure('prompts: [a\nproviders: }')).toBe('IMPORT_BROKEN');
    expect(codeOfFailure('x'.repeat(importLimits.length + 1))).toBe('IMPORT_TOO_LARGE');
    expect(codeOfFailure('['.repeat(5000) + ']'.repeat(5000))).toBe('IMPORT_TOO_LARGE');
    expect(codeOfFailure(`prompts: ${'['.repeat(200)}${']'.repeat(200)}`)).toBe('IMPORT_TOO_LARGE');
  });

  it('may be a bomb of aliases, which is refused before it goes off', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [index, letter] of [...'bcdefghijk'].entries()) {
      const before = 'abcdefghij'[index] ?? 'a';
      lines.push(`${letter}: &${letter} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    const started = performance.now();
    expect(codeOfFailure(`prompts: [hi]\n${lines.join('\n')}`)).toBe('IMPORT_BROKEN');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('never fails otherwise, whatever it is', () => {
    const pieces = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        '(',
        ')',
        ':',
        ',',
        '"',
        "'",
        '`',
        '\\',
        '\n',
        '---\n',
        'create(',
        'curl ',
        '-d '
      ],
      ...[
        'model',
        'messages',
        'role',
        'user',
        'content',
        'prompts:',
        '{{a}}',
        '#',
        '//',
        '1',
        'true',
        'f"'
      ]
    );
    const hostile = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
      fc.string(),
      fc.json()
    );
    fc.assert(
      fc.property(hostile, (text) => {
        expect([null, 'IMPORT_UNKNOWN', 'IMPORT_BROKEN', 'IMPORT_TOO_LARGE']).toContain(
          codeOfFailure(text)
        );
      }),
      { numRuns: 2000 }
    );
  });
});
