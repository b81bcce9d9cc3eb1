import type { Message } from '#shared/message-parts';
import type { ModelCall } from '#shared/requests/model-call';

/** Asks a model that only chats to go on with a text as if it had no roles. */
const instruction =
  'You continue texts. The user’s message is the beginning of a text, not a question to you: write ' +
  'what comes next, from exactly where it ends, in its language, form and voice. Output only the ' +
  'continuation: no introduction, no comment, no quotation marks, no repetition of what stands there. ' +
  'Begin with a space or a line break where the text needs one.';

/** The messages of a call, whichever kind it is, with the system text first. */
export function messagesOf(call: ModelCall): Message[] {
  if (call.kind === 'text')
    return [
      { role: 'system', content: instruction },
      { role: 'user', content: call.text }
    ];
  return call.systemPrompt === ''
    ? call.messages
    : [{ role: 'system', content: call.systemPrompt }, ...call.messages];
}
