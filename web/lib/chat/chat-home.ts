import type { MessageSummary } from '#shared/message-summary';
import type { Conversation } from '#shared/collections';
import type { MessagePart } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import type { RunState } from '#shared/run-events';
import type { ChatRow } from './chat-content';

export type ChatHead = Pick<
  Conversation,
  'title' | 'modelConfig' | 'systemPrompt' | 'pinned' | 'activeLeafId' | 'deletedAt'
>;

export interface Said {
  parentId: string | null;
  text: string;
  parts: MessagePart[];
}

/** Where a conversation lives: on this device and the server, or in this page's memory alone. */
export interface ChatHome {
  readonly id: string;
  readonly isTemporary: boolean;
  /** As it stands now; reactive, like the rows. */
  readonly head: ChatHead;
  readonly rows: readonly ChatRow[];
  /** False until the rows have been read. */
  readonly isRead: boolean;
  /** The end of it is on the screen: the rest is wanted too. */
  readAll(): void;
  /** What a person says; it becomes the active message. Resolves when it is kept. */
  say(said: Said): Promise<ChatRow>;
  edit(change: Partial<ChatHead>): Promise<void>;
  /** Changes the model or parameters by what is kept then, which a screen may not show yet. */
  configure(change: (before: ModelConfig) => ModelConfig): Promise<void>;
  /** As it is kept, not as a screen shows it: what was changed a moment ago counts. */
  settled(): Promise<ChatHead>;
  /** What is sent in the place of a message and all before it; `null`: they are sent themselves again. */
  summarise(messageId: string, summary: MessageSummary | null): Promise<void>;
  /** A run of it has ended. Where the server writes the answer down, there is nothing to do. */
  answered(answer: { runId: string; messageId: string; state: RunState }): void;
}
