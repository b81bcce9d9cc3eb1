import type { RunOutput } from '#shared/collections';

type Answer = Pick<RunOutput, 'text' | 'reasoning' | 'toolCalls'>;

/** Whether anything came: words, thoughts or calls of tools. */
export function hasAnswer({ text, reasoning, toolCalls }: Answer): boolean {
  return text !== '' || reasoning !== '' || toolCalls.length > 0;
}

/** What came in one text: the words, then each call of a tool. */
export function answerText({ text, toolCalls }: Pick<Answer, 'text' | 'toolCalls'>): string {
  const calls = toolCalls.map((call) => `${call.name}\n${laidOutJson(call.arguments)}`);
  return [...(text === '' ? [] : [text]), ...calls].join('\n\n');
}

/** JSON over several lines. It may still be arriving: what is none yet stays as it is. */
export function laidOutJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
