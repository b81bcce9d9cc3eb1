import type { PromptDraft } from '#shared/import/draft';
import type { Message, MessagePart } from '#shared/message-parts';
import type { SharedContent, SharedMessage, SharedPart } from './shared-content.ts';

/**
 * A prompt of one's own made of what somebody shared: what was written, never a right or a connection.
 * `null` where only answers were shared.
 */
export function draftOfShare(shared: SharedContent): PromptDraft | null {
  const { prompt } = shared;
  if (!prompt) return null;
  const { kind, text, systemPrompt, variables, params, tools, outputSchema } = prompt;
  const filled = Object.keys(shared.values).length > 0;
  return {
    name: shared.title,
    content: {
      kind,
      text,
      systemPrompt,
      variables,
      tools,
      outputSchema,
      modelConfig: params,
      messages: prompt.messages.map(messageOf)
    },
    modelName: shared.modelName,
    valueSets: filled ? [{ name: 'As shared', values: shared.values }] : [],
    tags: [],
    notes: lostFiles(prompt.messages),
    text: { content: text, spans: prompt.written.map((span) => ({ ...span, runId: null })) }
  };
}

function messageOf({ role, text, parts }: SharedMessage): Message {
  const kept = parts.flatMap(keptPart);
  if (kept.length === 0) return { role, content: text };
  return { role, content: text === '' ? kept : [{ type: 'text', text }, ...kept] };
}

function keptPart(part: SharedPart): MessagePart[] {
  return part.type === 'toolCall' || part.type === 'toolResult' ? [part] : [];
}

function lostFiles(messages: readonly SharedMessage[]): string[] {
  const files = messages.flatMap(({ parts }) =>
    parts.filter(({ type }) => type === 'image' || type === 'file')
  ).length;
  if (files === 0) return [];
  return [`${files === 1 ? 'A file is' : `${files} files are`} not part of what was shared.`];
}
