import type { PromptContent } from '#shared/prompt-fields';
import type { MessagePart } from '#shared/message-parts';

/** A content whose files that are kept apart stand as a word in place of their bytes, and how many. */
export function withoutKeptFiles(content: PromptContent): { content: PromptContent; left: number } {
  let left = 0;
  const plain = (part: MessagePart): MessagePart => {
    if ((part.type !== 'image' && part.type !== 'file') || !('blob' in part.source)) return part;
    left += 1;
    return { ...part, source: { data: 'BASE64' } };
  };
  const messages = content.messages?.map((message) => ({
    ...message,
    content: typeof message.content === 'string' ? message.content : message.content.map(plain)
  }));
  return { content: messages ? { ...content, messages } : content, left };
}
