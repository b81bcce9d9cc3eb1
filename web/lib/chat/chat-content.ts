import { sentMessages } from '#shared/chat-summary';
import type { MessageSummary } from '#shared/message-summary';
import type { ChatMessage } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import type { ModelConfig } from '#shared/model-config';

/** A message as the screen has it, kept or in memory. */
export type ChatRow = Omit<ChatMessage, 'conversationId' | 'updatedAt' | 'summary'> & {
  summary?: MessageSummary | null;
};

/** What of a conversation decides how the model is asked. */
export interface ChatSettings {
  modelConfig: ModelConfig;
  systemPrompt: string;
}

/** What a model is asked at the end of a path; a summary stands for what it tells of. `{{` means nothing here: nothing is filled in. */
export function contentOfPath(path: readonly ChatRow[], settings: ChatSettings): PromptContent {
  return {
    kind: 'messages',
    text: '',
    variables: [],
    tools: [],
    outputSchema: null,
    systemPrompt: settings.systemPrompt,
    modelConfig: settings.modelConfig,
    messages: sentMessages(path)
  };
}
