import type { Message } from '#shared/message-parts';
import type { ModelCall } from '#shared/requests/model-call';
import { textOfMessage } from '#shared/requests/message-parts';

const labels: Record<Message['role'], string | null> = {
  system: null,
  developer: null,
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool'
};

/** What the next speaker's turn begins with; the model must not speak for the person. */
export const turnStops = ['\n\nUser:', '\n\nTool:'];

/**
 * The text the sample model continues. Messages become a conversation in the form it has read; it goes
 * on as the assistant, or from the assistant's own last words.
 */
export function flatten(
  call: Pick<ModelCall, 'kind' | 'text' | 'systemPrompt' | 'messages'>
): string {
  if (call.kind === 'text') return call.text;
  const turns = call.messages.map((message) => {
    const text = textOfMessage(message, 'The sample model');
    const label = labels[message.role];
    return label ? `${label}: ${text}` : text;
  });
  if (call.messages.at(-1)?.role !== 'assistant') turns.push('Assistant: ');
  return [call.systemPrompt, ...turns].filter((part) => part !== '').join('\n\n');
}
