import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownNodes } from './markdown-nodes.ts';
import { pageTags, toHtml } from './page-node.ts';
import type { PageNode } from './page-node.ts';
import { shareConversation, sharePrompt, shareRuns, shareSnapshot } from './make-shared.ts';
import { redactShare, secretsInShare } from './shared-secrets.ts';
import { sharedContentSchema } from './shared-content.ts';
import { sharePage } from './share-page.ts';

const facts = { sharedAt: 0, expiresAt: null, act: null };
const html = (text: string) => toHtml(markdownNodes(text));
const textOf = (nodes: readonly PageNode[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');

test('Markdown becomes what it means', () => {
  expect(html('# One\n\na **b** `c<d>` & e\\*\n\n- [x] f\n- g')).toBe(
    '<h3>One</h3><p>a <strong>b</strong> <code>c&lt;d&gt;</code> &amp; e*</p>' +
      '<ul><li>☑ f</li><li>g</li></ul>'
  );
  expect(html('| a | b |\n|--|--|\n| 1 | 2 |')).toContain('<td>2</td>');
  expect(html('```js\nlet a = "<b>";\n```')).toBe(
    '<pre><code>let a = &quot;&lt;b&gt;&quot;;</code></pre>'
  );
});

test('raw HTML is text, pictures are words, and addresses are those of the web and of mail', () => {
  expect(html('<script>alert(1)</script>')).not.toContain('<script');
  expect(html('![x](https://evil.example/p.png)')).toBe(
    '<p><a href="https://evil.example/p.png" rel="noopener noreferrer nofollow">Image “x” (not shown)</a></p>'
  );
  for (const href of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example'])
    expect(html(`[a](${href})`)).toBe('<p>a</p>');
});

test('what nobody would write so deep is shown as it was written', () => {
  for (const text of ['> '.repeat(5000) + 'x', '['.repeat(5000), '- '.repeat(5000)])
    expect(html(text)).toMatch(/^<pre class="plain">/);
});

test('no text of anybody ever becomes an element or an attribute', () => {
  const known = new RegExp(
    `</?(?:${pageTags.join('|')})(?: class="[a-z ]*")?(?: href="[^"<>]*" rel="[a-z ]+")?>`,
    'g'
  );
  const nasty = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom(
      '<img src=x onerror=1>',
      '"><svg/onload=1>',
      '</main>',
      '[a](javascript:1)',
      '`<b>`'
    )
  );
  fc.assert(
    fc.property(fc.array(nasty, { maxLength: 8 }), (texts) => {
      const all = texts.join('\n');
      const content = shareRuns(all.slice(0, 200), contentWith(all), { all }, [
        { title: all, model: `c/${all}`, text: all }
      ]);
      const left = toHtml(sharePage(content, facts)).replace(known, '');
      expect(left).not.toMatch(/[<>]/);
    })
  );
});

test('the page has a main where it stands by itself, and none inside the app, which has its own', () => {
  const content = shareRuns('Title', contentWith('TEXT'), {}, []);
  expect(toHtml(sharePage(content, facts))).toContain('<main>');
  for (const living of [false, true])
    expect(toHtml(sharePage(content, { ...facts, living }))).not.toContain('<main>');
});

test('all that is shared is shown', () => {
  const content = shareRuns('Title', contentWith('TEXT {{v}}'), { v: 'VALUE' }, [
    { title: 'Run 1', model: 'c/m', text: 'ANSWER' }
  ]);
  const shown = textOf(sharePage(content, facts));
  for (const word of [
    'Title',
    'TEXT',
    'SYSTEM',
    'TOOL',
    'SCHEMA',
    'VALUE',
    'ANSWER',
    '0.7',
    'STOP',
    'm'
  ])
    expect(shown).toContain(word);
});

test('what a model wrote of a text is marked, whatever ranges came', () => {
  const content = sharePrompt('', { ...contentWith('abcdef'), kind: 'text' }, [
    { from: 4, to: 99 },
    { from: 1, to: 3 },
    { from: 2, to: 2 }
  ]);
  expect(toHtml(sharePage(content, facts))).toContain('a<mark>bc</mark>d<mark>ef</mark>');
});

test('ids, costs, connections, raw parameters and bytes are not in what is shared', () => {
  const canary = 'CANARY';
  const leaky = {
    ...contentWith('t'),
    cost: canary,
    promptId: canary,
    baseUrl: canary,
    modelConfig: { model: `${canary}/gpt`, temperature: 1, extra: { key: canary } },
    messages: [
      {
        role: 'user' as const,
        id: canary,
        content: [
          { type: 'text' as const, text: 'hello' },
          { type: 'image' as const, mediaType: 'image/png', source: { data: canary } },
          { type: 'image' as const, mediaType: 'image/png', source: { url: canary } }
        ]
      }
    ]
  };
  const turns = [{ role: 'assistant' as const, text: 'x', parts: [], runId: canary, id: canary }];
  const made = [
    sharePrompt('p', leaky, [{ from: 0, to: 1, runId: canary }]),
    shareRuns('r', leaky, {}, [{ title: 'a', model: `${canary}/gpt`, text: 'x' }]),
    shareSnapshot({
      title: 's',
      config: leaky.modelConfig,
      content: {
        kind: 'messages',
        text: { content: '', spans: [] },
        systemPrompt: '',
        variables: [],
        messages: [
          { role: 'assistant', content: 'x', at: 1, model: 'm', runId: canary },
          { ...leaky.messages[0]!, at: null, model: null, runId: null }
        ],
        values: {},
        tools: [],
        outputSchema: null
      },
      output: { text: 'x', reasoning: canary, toolCalls: [] },
      facts: {
        versionId: canary,
        versionNumber: 1,
        runId: canary,
        status: 'done',
        modelAsked: `${canary}/gpt`,
        modelAnswered: null,
        inputTokens: 1,
        outputTokens: 1,
        costNanoUsd: 1,
        latencyMs: 1,
        finishReason: null,
        startedAt: 1,
        endedAt: 1
      }
    }),
    shareConversation({ title: 'c', systemPrompt: '', modelConfig: leaky.modelConfig }, turns)
  ];
  for (const content of made) {
    expect(JSON.stringify(content)).not.toContain(canary);
    expect(sharedContentSchema.parse(content)).toEqual(content);
    expect(sharedContentSchema.safeParse({ ...content, cost: 1 }).success).toBe(false);
  }
});

function contentWith(text: string) {
  return {
    kind: 'messages' as const,
    text,
    systemPrompt: `SYSTEM ${text}`,
    messages: [{ role: 'user' as const, content: text }],
    variables: [
      {
        name: 'v',
        type: 'text' as const,
        required: true,
        default: null,
        options: [] as string[]
      }
    ],
    modelConfig: { model: 'c/m', temperature: 0.7, stopSequences: ['STOP'] },
    tools: [{ name: 'TOOL', text }] as unknown[],
    outputSchema: { type: 'SCHEMA' }
  };
}

test('taking secrets out leaves what a model wrote marked', () => {
  const key = 'sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef';
  const text = `one ${key} two three`;
  const two = text.indexOf('two');
  const made = sharePrompt('', { ...contentWith(text), kind: 'text' }, [
    { from: two, to: two + 3 }
  ]);
  const clean = redactShare(made);
  expect(JSON.stringify(clean)).not.toContain(key);
  expect(secretsInShare(clean)).toEqual([]);
  expect(toHtml(sharePage(clean, facts))).toContain('<mark>two</mark> three');
});
