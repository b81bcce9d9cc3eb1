import type { PromptContent } from '#shared/prompt-fields';
import type { Message, MessagePart } from '#shared/message-parts';

/** A text of a prompt and where it stands, for people. */
export interface PromptText {
  where: string;
  /** Index of its message; `null` outside of messages. */
  message: number | null;
  text: string;
}

/** Every text of a content that a person or a model wrote, in order. */
export function promptTexts(content: PromptContent): PromptText[] {
  const { text, systemPrompt, messages = [] } = content;
  const said = messages.flatMap((message, at) =>
    textsOfMessage(message).map((one) => ({
      where: `Message ${at + 1}`,
      message: at,
      text: one
    }))
  );
  return [
    { where: 'System text', message: null, text: systemPrompt },
    { where: 'Text', message: null, text },
    ...said
  ].filter((one) => one.text !== '');
}

function textsOfMessage({ content }: Message): string[] {
  if (typeof content === 'string') return [content];
  return content.flatMap((part) => {
    if (part.type === 'text' || part.type === 'toolResult') return [part.text];
    return part.type === 'toolCall' ? [part.arguments] : [];
  });
}

/** The content with each of its texts changed. */
export function mapPromptTexts(
  content: PromptContent,
  change: (text: string) => string
): PromptContent {
  return {
    ...content,
    text: change(content.text),
    systemPrompt: change(content.systemPrompt),
    ...(content.messages && { messages: content.messages.map((one) => mapMessage(one, change)) })
  };
}

function mapMessage(message: Message, change: (text: string) => string): Message {
  const { content } = message;
  if (typeof content === 'string') return { ...message, content: change(content) };
  return { ...message, content: content.map((part) => mapPart(part, change)) };
}

function mapPart(part: MessagePart, change: (text: string) => string): MessagePart {
  if (part.type === 'text' || part.type === 'toolResult')
    return { ...part, text: change(part.text) };
  return part.type === 'toolCall' ? { ...part, arguments: change(part.arguments) } : part;
}
