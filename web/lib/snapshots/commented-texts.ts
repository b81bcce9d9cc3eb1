import type { Snapshot } from '#shared/collections';
import { plainText } from '#shared/snapshots';
import type { CommentedText } from '$lib/comments/comments';

/** The texts of a snapshot one can comment on, in the order in which they are shown. */
export function commentedTexts({
  content,
  output
}: Pick<Snapshot, 'content' | 'output'>): CommentedText[] {
  return [
    { field: 'system', text: content.systemPrompt },
    { field: 'text', text: content.text.content },
    ...content.messages.map((message, at) => ({
      field: `message:${at}`,
      text: plainText(message)
    })),
    { field: 'output', text: output?.text ?? '' }
  ].filter(({ text }) => text !== '');
}
