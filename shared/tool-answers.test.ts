import { expect, test } from 'vitest';
import type { Message, MessagePart } from '#shared/message-parts';
import { answeredCalls, isToolAsked, toolProblems, withToolResults } from './tool-answers.ts';

const call = (id: string, name = `tool-${id}`): MessagePart => ({
  type: 'toolCall',
  id,
  name,
  arguments: '{}'
});
const result = (id: string, text: string): MessagePart => ({
  type: 'toolResult',
  id,
  name: `tool-${id}`,
  text
});
const asks = (...parts: MessagePart[]): Message => ({ role: 'assistant', content: parts });
const says = (role: Message['role'], content: string): Message => ({ role, content });

test('what somebody writes for a tool answers the calls before it, in their order', () => {
  const talk = [asks(call('a'), call('b')), says('tool', 'sunny'), says('tool', 'rain')];
  expect(withToolResults(talk)).toEqual([
    talk[0],
    { role: 'tool', content: [result('a', 'sunny')] },
    { role: 'tool', content: [result('b', 'rain')] }
  ]);
  expect(answeredCalls(talk)).toEqual([null, call('a'), call('b')]);
  expect(toolProblems(talk)).toEqual([]);
});

test('a result that names its call keeps it, and a text after it answers another', () => {
  const given: Message = { role: 'tool', content: [result('b', 'rain')] };
  const talk = [asks(call('a'), call('b')), given, says('tool', 'sunny')];
  expect(withToolResults(talk).slice(1)).toEqual([
    given,
    { role: 'tool', content: [result('a', 'sunny')] }
  ]);
});

test('a text with a picture keeps the picture', () => {
  const image: MessagePart = {
    type: 'image',
    mediaType: 'image/png',
    source: { url: 'https://example.org/a.png' }
  };
  const content: MessagePart[] = [{ type: 'text', text: 'sunny' }, image];
  const [, answer] = withToolResults([asks(call('a')), { role: 'tool', content }]);
  expect(answer?.content).toEqual([result('a', 'sunny'), image]);
});

test('an answer without a call is left as it is and told, and so is a call without an answer', () => {
  const talk = [says('user', 'Hi'), says('tool', 'sunny'), asks(call('a')), says('user', 'And?')];
  expect(withToolResults(talk)).toEqual(talk);
  expect(toolProblems(talk)).toEqual([
    'Message 2 is a tool’s answer, and no call waits for one before it.',
    'Before message 4, the call of tool-a needs its answer.'
  ]);
});

test('a call at the very end may still be answered', () => {
  const talk = [says('user', 'Hi'), asks(call('a'))];
  expect([toolProblems(talk), isToolAsked(talk)]).toEqual([[], true]);
  expect(isToolAsked([...talk, says('tool', 'sunny')])).toBe(false);
});
