import type { Prompt, PromptMessage } from '#shared/collections';
import { orderedMessages } from '#shared/prompt-content';
import { nameFromText } from './prompt-name';

/** What a list shows of a prompt: a few words of it, so that ten thousand fit in memory. */
export interface PromptHead {
  id: string;
  kind: Prompt['kind'];
  title: string;
  /** One line of its text, after what the title already says. */
  preview: string;
  projectId: string | null;
  favourite: boolean;
  tags: readonly string[];
  /** Its place in its project, for those who order by hand. */
  position: string;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
  /** Title and preview as `fold` leaves them, ready to be searched. */
  words: string;
}

const previewLength = 120;
/** Long enough for a title and a preview; a megabyte of text is not walked for one line. */
const looked = 600;

/** Whether nothing but its messages has words for a title. */
export function isCalledByMessage({ kind, name, systemPrompt }: Prompt): boolean {
  return kind === 'messages' && !hasWords(name) && !hasWords(systemPrompt);
}

/** The text of the first message that has one. */
export function firstWords(messages: readonly PromptMessage[]): string {
  return orderedMessages(messages).find(({ text }) => hasWords(text))?.text ?? '';
}

const hasWords = (text: string) => /\S/.test(text);

/** @param message what `firstWords` says of its messages, for one that is called by them */
export function headOf(prompt: Prompt, message = ''): PromptHead {
  const own = prompt.kind === 'messages' ? prompt.systemPrompt : prompt.text.content;
  const whole = isCalledByMessage(prompt) ? message : own;
  const text = whole.slice(0, looked);
  const title = oneLine(prompt.name) || nameFromText(text);
  const line = oneLine(text);
  // A name taken from the text ends where it was cut; the preview goes on from there.
  const said = title.replace(/…$/, '');
  const preview = (line.startsWith(said) ? line.slice(said.length).trim() : line).slice(
    0,
    previewLength
  );
  const { id, kind, projectId, favourite, tags } = prompt;
  const { position, createdAt, updatedAt, deletedAt } = prompt;
  const words = fold(`${title} ${preview}`);
  return {
    id,
    kind,
    title,
    preview,
    projectId,
    favourite,
    tags,
    position,
    createdAt,
    updatedAt,
    deletedAt,
    words
  };
}

/** Letters without case and accents, for finding: “Crème” is found by “creme”. */
export function fold(text: string): string {
  // Most text is plain ASCII, and ten thousand heads are folded while one waits for the list.
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
