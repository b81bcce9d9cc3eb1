import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import type { MessagePart } from '#shared/message-parts';
import { checkParts } from './check-parts.ts';

const source = { data: 'aGk=' };
const image: MessagePart = { type: 'image', mediaType: 'image/png', source };
const file = (mediaType: string): MessagePart => ({ type: 'file', mediaType, name: 'a', source });

function content(...parts: MessagePart[]): PromptContent {
  return {
    kind: 'messages',
    text: '',
    systemPrompt: '',
    variables: [],
    modelConfig: {},
    tools: [],
    outputSchema: null,
    messages: [
      { role: 'user', content: 'First' },
      { role: 'user', content: parts }
    ]
  };
}

test.each<[MessagePart, string[], RegExp | null]>([
  [image, ['text', 'image'], null],
  [image, ['text'], /Message 2 has an image \(image\/png\), and this model reads text only/],
  [file('application/pdf'), ['text', 'image'], /a file .* reads text and image only/],
  [file('application/pdf'), ['text', 'image', 'file'], null],
  [file('audio/wav'), ['text', 'file'], /has sound/],
  [file('video/mp4'), ['text', 'video'], null],
  [{ type: 'text', text: 'Hi' }, ['text'], null],
  [{ type: 'toolResult', id: 'a', name: 'b', text: 'c' }, ['text'], null]
])('%j for a model that reads %j: %s', (part, takes, refusal) => {
  const check = () => checkParts(content(part), takes);
  if (refusal) expect(check).toThrow(refusal);
  else expect(check).not.toThrow();
});

test('a model of which nothing is known gets what the person sends', () => {
  expect(() => checkParts(content(image), null)).not.toThrow();
});
