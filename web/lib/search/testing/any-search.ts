import fc from 'fast-check';
import type { SyncedName } from '#shared/collections';

/** Few words, so that they meet; some begin like others, some are written in other ways. */
const word = fc.constantFrom(
  ...['cat', 'Cats', 'catalogue', 'dog', 'Dög', 'brûlée', 'brulee', 'gpt-4o', '東京', '京都'],
  ...['a', 'the', 'snake_case', '0.01', 'ﬁne', 'fine']
);
const text = fc.array(word, { maxLength: 7 }).map((words) => words.join(' '));
const id = fc.constantFrom(...'abcdefgh');
const maybeId = fc.option(id);
const time = fc.integer({ min: 1, max: 6 }).map((day) => Date.UTC(2026, 0, day));
const trash = fc.option(time, { freq: 1, nil: null });

export interface AnyRecord {
  collection: SyncedName;
  record: Record<string, unknown> & { id: string };
}

function recordOf(collection: SyncedName, fields: Record<string, fc.Arbitrary<unknown>>) {
  return fc
    .record({ id, updatedAt: time, createdAt: time, deletedAt: trash, ...fields })
    .map((record): AnyRecord => ({ collection, record }));
}

/** Records of several collections that belong to each other. */
export const anyRecords = fc.array(
  fc.oneof(
    recordOf('projects', { name: text, description: text, parentId: maybeId }),
    recordOf('prompts', {
      name: text,
      systemPrompt: text,
      projectId: maybeId,
      tags: fc.uniqueArray(word),
      text: text.map((content) => ({ content, spans: [] })),
      modelConfig: fc.constantFrom({}, { model: 'sample/brief' })
    }),
    recordOf('conversations', { title: text, systemPrompt: text, modelConfig: fc.constant({}) }),
    recordOf('messages', {
      conversationId: id,
      parentId: fc.constant(null),
      text,
      runId: maybeId,
      role: fc.constantFrom('user', 'assistant')
    }),
    recordOf('snapshots', {
      subject: fc.record({ kind: fc.constantFrom('prompt', 'conversation'), id }),
      title: text,
      note: text,
      tags: fc.uniqueArray(word),
      createdBy: fc.constantFrom('', 'ada', 'bob', 'Gone-1'),
      content: text.map((content) => ({
        kind: 'text',
        text: { content, spans: [] },
        systemPrompt: 'the dog',
        messages: [],
        variables: [],
        values: {},
        tools: [],
        outputSchema: null
      })),
      output: fc.constant(null),
      config: fc.constantFrom({}, { model: 'sample/brief' }),
      takenAt: time
    }),
    recordOf('runs', {
      promptId: maybeId,
      conversationId: maybeId,
      preview: text,
      note: text,
      status: fc.constantFrom('done', 'failed', 'stopped'),
      modelAsked: fc.constantFrom('sample/brief', 'sample/long-one'),
      modelAnswered: fc.constant(null),
      costNanoUsd: fc.option(fc.constantFrom(0, 10_000_000, 20_000_000)),
      inputTokens: fc.option(fc.integer({ min: 0, max: 9 })),
      outputTokens: fc.option(fc.integer({ min: 0, max: 9 })),
      rating: fc.option(fc.constantFrom(-1, 1)),
      startedAt: time
    })
  ),
  { maxLength: 25 }
);

const filter = fc.constantFrom(
  ...[
    'tag:cat',
    'tag:"gpt-4o"',
    'by:user',
    'by:assist',
    'by:me',
    'by:bo',
    'by:"bob k"',
    '-by:me',
    'by:gone-1',
    'model:brief',
    'model:sample',
    'in:dog'
  ],
  ...['in:"brulee a"', 'in:trash', 'status:done', 'status:fail', 'kind:run', 'kind:prompts'],
  ...['before:2026-01-03', 'after:2026-01-03', 'cost:>0.01', 'cost:0', 'tokens:<5', 'rating:1'],
  ...['colour:red', 'tag:', 'before:nonsense']
);
const part = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom('ca', 'do', 'snake', 'case', 'zebra', '東', 'f') },
  {
    weight: 2,
    arbitrary: fc.array(word, { minLength: 1, maxLength: 3 }).map((w) => `"${w.join(' ')}"`)
  },
  { weight: 2, arbitrary: filter }
);

export const anySearch = fc
  .array(
    fc.tuple(fc.boolean(), fc.boolean(), part).map(([a, b, one]) => (a && b ? `-${one}` : one)),
    { minLength: 1, maxLength: 4 }
  )
  .map((parts) => parts.join(' '));
