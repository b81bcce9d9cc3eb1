import type { Message, MessagePart } from '#shared/message-parts';

export type Call = Extract<MessagePart, { type: 'toolCall' }>;

interface Turn {
  message: Message;
  /** The call that the words of this message answer; `null` where none waits for an answer. */
  answers: Call | null;
  /** Calls that nobody has answered by the time the conversation goes on. */
  unanswered: Call[];
}

/**
 * A message of a tool that somebody wrote as plain text answers the first call before it that has no answer
 * yet; one that came as a result names its call itself.
 */
function turnsOf(messages: readonly Message[]): { turns: Turn[]; waiting: Call[] } {
  let waiting: Call[] = [];
  const turns = messages.map((message): Turn => {
    const parts = typeof message.content === 'string' ? [] : message.content;
    if (message.role !== 'tool') {
      const unanswered = waiting;
      waiting = parts.filter((part) => part.type === 'toolCall');
      return { message, answers: null, unanswered };
    }
    const answered = new Set(parts.flatMap((one) => (one.type === 'toolResult' ? [one.id] : [])));
    if (answered.size > 0) {
      waiting = waiting.filter(({ id }) => !answered.has(id));
      return { message, answers: null, unanswered: [] };
    }
    const [answers = null, ...rest] = waiting;
    waiting = rest;
    return { message, answers, unanswered: [] };
  });
  return { turns, waiting };
}

/** The conversation with what tools answered in the form of results, each with its call. */
export function withToolResults(messages: readonly Message[]): Message[] {
  return turnsOf(messages).turns.map(({ message, answers }) => {
    if (!answers) return message;
    const { id, name } = answers;
    const content = [{ type: 'toolResult' as const, id, name, text: textOf(message) }];
    const rest = typeof message.content === 'string' ? [] : message.content.filter(isNoText);
    return { ...message, content: [...content, ...rest] };
  });
}

/** The call that each message answers, by the message's index; `null` for those that answer none. */
export function answeredCalls(messages: readonly Message[]): (Call | null)[] {
  return turnsOf(messages).turns.map(({ answers }) => answers);
}

/** Whether a tool has been called last and not answered yet. */
export function isToolAsked(messages: readonly Message[]): boolean {
  return turnsOf(messages).waiting.length > 0;
}

/** What a provider will not take about calls and answers; a sentence each. */
export function toolProblems(messages: readonly Message[]): string[] {
  const { turns } = turnsOf(messages);
  const stray = turns.flatMap(({ message, answers }, at) =>
    message.role === 'tool' && !answers && !hasResult(message)
      ? [`Message ${at + 1} is a tool’s answer, and no call waits for one before it.`]
      : []
  );
  const open = turns.flatMap(({ unanswered }, at) =>
    unanswered.map(({ name }) => `Before message ${at + 1}, the call of ${name} needs its answer.`)
  );
  return [...stray, ...open];
}

const isNoText = (part: MessagePart) => part.type !== 'text';

const hasResult = ({ content }: Message) =>
  typeof content !== 'string' && content.some(({ type }) => type === 'toolResult');

function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
