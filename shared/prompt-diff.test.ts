import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignMessages } from './align-messages';
import { canonicalJson } from './canonical-prompt';
import type { PromptContent } from '#shared/prompt-fields';
import type { Message } from './message-parts';
import { diffPrompts } from './prompt-diff';
import { diffNamed, diffValues, type ValueChange } from './value-diff';

const word = fc.constantFrom('make', 'a', 'cake', 'for', '{{guests}}', 'and', 'the', 'oven', 'tea');
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const message: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant'),
  content: fc.oneof(
    text,
    text.map((words) => [{ type: 'text' as const, text: words }])
  )
});
const messages = fc.array(message, { maxLength: 8 });
const name = fc.constantFrom('a', 'b', 'c');
const variable = fc.record({
  name,
  type: fc.constantFrom('text', 'number'),
  required: fc.boolean(),
  default: fc.option(text),
  options: fc.array(word, { maxLength: 2 })
});
const content: fc.Arbitrary<PromptContent> = fc.record({
  kind: fc.constantFrom('text', 'messages'),
  text,
  systemPrompt: text,
  messages,
  variables: fc.array(variable, { maxLength: 3 }),
  modelConfig: fc.record(
    {
      temperature: fc.constantFrom(null, 0, 0.7),
      stopSequences: fc.array(word, { maxLength: 2 }),
      extra: fc.dictionary(name, fc.jsonValue({ maxDepth: 1 }))
    },
    { requiredKeys: [] }
  ),
  tools: fc.array(fc.record({ name, strict: fc.boolean() }), { maxLength: 3 }),
  outputSchema: fc.option(fc.dictionary(name, fc.jsonValue({ maxDepth: 1 })))
}) as fc.Arbitrary<PromptContent>;

const user = (words: string): Message => ({ role: 'user', content: words });

test('a content compared with itself shows nothing', () => {
  fc.assert(
    fc.property(content, (one) => {
      const found = diffPrompts(one, structuredClone(one));
      expect(found.same).toBe(true);
      const { kind, text, systemPrompt, modelConfig, variables, tools, outputSchema } = found;
      expect([kind, text, systemPrompt]).toEqual([null, null, null]);
      expect([modelConfig, outputSchema]).toEqual([[], []]);
      expect([variables, tools]).toEqual([
        { changes: [], order: null },
        { changes: [], order: null }
      ]);
      expect(found.messages.every(({ equal, moved }) => equal && !moved)).toBe(true);
    })
  );
});

test('what differs is shown, whatever it is', () => {
  fc.assert(
    fc.property(content, content, (one, two) => {
      const found = diffPrompts(one, two);
      const { kind, text, systemPrompt, modelConfig, variables, tools, outputSchema } = found;
      const silent =
        [kind, text, systemPrompt].every((change) => change === null) &&
        [modelConfig, outputSchema, variables.changes, tools.changes].every(
          (changes) => changes.length === 0
        ) &&
        [variables.order, tools.order].every((order) => order === null) &&
        found.messages.every(({ equal, moved }) => equal && !moved);
      expect(silent).toBe(found.same);
    })
  );
});

test('both lists of messages can be put together again from the pairs', () => {
  fc.assert(
    fc.property(messages, messages, (before, after) => {
      const pairs = alignMessages(before, after);
      const side = (key: 'before' | 'after') =>
        pairs.flatMap((pair) => (pair[key] === null ? [] : [pair[key]]));
      // The second list stands in its order; of the first what did not move does.
      expect(side('after')).toEqual([...after.keys()]);
      expect(side('before').sort((a, b) => a - b)).toEqual([...before.keys()]);
      const stayed = pairs.flatMap(({ before: a, moved }) => (a === null || moved ? [] : [a]));
      expect(stayed).toEqual([...stayed].sort((a, b) => a - b));
      for (const { before: a, after: b, equal } of pairs)
        if (a !== null && b !== null)
          expect(equal).toBe(canonicalJson(before[a]) === canonicalJson(after[b]));
    })
  );
});

test('a reordered message has moved, and the others have not', () => {
  const before = ['one', 'two', 'three', 'four'].map(user);
  const after = ['four', 'one', 'two', 'three'].map(user);
  expect(alignMessages(before, after)).toEqual([
    { before: 3, after: 0, equal: true, moved: true },
    { before: 0, after: 1, equal: true, moved: false },
    { before: 1, after: 2, equal: true, moved: false },
    { before: 2, after: 3, equal: true, moved: false }
  ]);
});

test('a changed message is found again, and stands beside what it was', () => {
  const before = [user('Write a recipe for pancakes.'), user('Thank you.')];
  const after = [user('Hello.'), user('Write a short recipe for pancakes.'), user('Thank you.')];
  expect(alignMessages(before, after)).toEqual([
    { before: null, after: 0, equal: false, moved: false },
    { before: 0, after: 1, equal: false, moved: false },
    { before: 1, after: 2, equal: true, moved: false }
  ]);
});

test('a removed message is shown where it stood', () => {
  const pairs = alignMessages(['one', 'two', 'three'].map(user), ['one', 'three'].map(user));
  expect(pairs.map(({ before }) => before)).toEqual([0, 1, 2]);
  expect(pairs[1]).toEqual({ before: 1, after: null, equal: false, moved: false });
});

test('hundreds of messages that have nothing in common are laid out without delay', () => {
  const many = (sign: string) => Array.from({ length: 500 }, (_, at) => user(`${sign}${at}`));
  expect(alignMessages(many('a'), many('b'))).toHaveLength(1000);
});

const json = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }));

test('the changes of values, applied to one side, make the other', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const changes = diffValues(before, after);
      expect(applied(before, changes, 'after')).toEqual(after);
      expect(applied(after, changes, 'before')).toEqual(before);
    })
  );
});

test('named entries are compared by name, and a new order is told apart from a change', () => {
  const called = (entry: unknown) => (entry as { name: string }).name;
  const [a, b, c] = ['a', 'b', 'c'].map((each) => ({ name: each, on: true }));
  expect(diffNamed([a, b], [b, a], called)).toEqual({
    changes: [],
    order: { before: ['a', 'b'], after: ['b', 'a'] }
  });
  expect(diffNamed([a, b], [{ ...a, on: false }, c], called)).toEqual({
    changes: [
      { path: ['a', 'on'], before: true, after: false },
      { path: ['b'], before: b, after: undefined },
      { path: ['c'], before: undefined, after: c }
    ],
    order: null
  });
});

function applied(value: unknown, changes: ValueChange[], side: 'before' | 'after'): unknown {
  const whole = { value: structuredClone(value) };
  for (const change of changes) {
    const path = ['value', ...change.path];
    const last = path.pop() ?? '';
    const holder = path.reduce(
      (inner, key) => inner[key] as Record<string, unknown>,
      whole as Record<string, unknown>
    );
    if (change[side] === undefined) delete holder[last];
    else holder[last] = change[side];
  }
  return whole.value;
}
