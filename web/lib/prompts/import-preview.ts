import { textOf } from '#shared/import/draft';
import type { PromptContent } from '#shared/prompt-fields';
import { roleNames } from './message-roles';

export interface ImportPreview {
  /** How each text begins, with who says it. */
  begins: { who: string; text: string }[];
  /** Messages that are not among them. */
  more: number;
  /** What it has beside texts: “2 messages”, “1 tool”. */
  facts: string[];
}

const longest = 240;
const counted = (count: number, noun: string) =>
  `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
const some = (count: number, noun: string) => (count === 0 ? [] : [counted(count, noun)]);

/** Enough of what would come to know it again, before it is taken. */
export function importPreview(
  content: PromptContent,
  { valueSets = 0, most = 3 }: { valueSets?: number; most?: number } = {}
): ImportPreview {
  const { kind, systemPrompt, text, messages = [] } = content;
  const said = messages.map((message) => ({
    who: roleNames[message.role],
    text: beginOf(textOf(message)) || 'An image, a file or a call of a tool'
  }));
  const begins = [
    { who: 'System', text: beginOf(systemPrompt) },
    { who: 'Text', text: beginOf(text) }
  ].filter((one) => one.text !== '');
  return {
    begins: [...begins, ...said.slice(0, most)],
    more: Math.max(0, said.length - most),
    facts: [
      kind === 'text' ? 'text' : counted(messages.length, 'message'),
      ...some(content.variables.length, 'variable'),
      ...some(valueSets, 'value set'),
      ...some(content.tools.length, 'tool'),
      ...(content.outputSchema ? ['output schema'] : [])
    ]
  };
}

function beginOf(text: string): string {
  // A long text is not looked through for the sake of its beginning.
  return text
    .slice(0, longest * 2)
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, longest);
}
