import type { MarkedText, PromptContent } from '#shared/prompt-fields';
import type { Message } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import { variablesOf } from '#shared/prompt-content';

/** What a foreign file says, in our words, before anything is written. */
export interface PromptDraft {
  name: string;
  content: PromptContent;
  /** The provider's own name of the model; which connection has it is found out where models are known. */
  modelName: string | null;
  valueSets: { name: string; values: Record<string, unknown> }[];
  tags: string[];
  /** What has no place here or was changed, each a sentence for a person. */
  notes: string[];
  /** Kept where the source knows who wrote which part. */
  text?: MarkedText;
}

export const importFormats = {
  'openai-chat': 'OpenAI chat request',
  'openai-completions': 'OpenAI completion request',
  'openai-responses': 'OpenAI responses request',
  anthropic: 'Anthropic request',
  gemini: 'Gemini request',
  ollama: 'Ollama request',
  promptfoo: 'promptfoo configuration',
  dotprompt: 'dotprompt',
  prompty: 'Prompty'
} as const;
export type ImportFormat = keyof typeof importFormats;

export interface ReadPrompts {
  format: ImportFormat;
  /** `curl` and code hold one of the requests. */
  from: 'json' | 'curl' | 'code' | 'yaml';
  drafts: PromptDraft[];
}

/** A prompt of messages; variables that stand in its texts are declared. */
export function messagesContent(given: {
  systemPrompt?: string;
  messages: Message[];
  modelConfig?: ModelConfig;
  variables?: PromptContent['variables'];
  tools?: unknown[];
  outputSchema?: PromptContent['outputSchema'];
}): PromptContent {
  const { systemPrompt = '', messages, modelConfig = {}, variables = [], tools = [] } = given;
  const { outputSchema = null } = given;
  const texts = [systemPrompt, ...messages.map(textOf)];
  return {
    kind: 'messages' as const,
    text: '',
    systemPrompt,
    messages,
    modelConfig,
    tools,
    variables: variablesOf(variables, texts),
    outputSchema
  };
}

export function textContent(text: string, modelConfig: ModelConfig): PromptContent {
  return {
    kind: 'text',
    text,
    systemPrompt: '',
    variables: [],
    modelConfig,
    tools: [],
    outputSchema: null
  };
}

export function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return content.map((part) => ('text' in part ? part.text : '')).join('\n');
}

/** A name from what is asked: its first words. */
export function nameOf(content: PromptContent): string {
  const messages = content.messages ?? [];
  const asked = messages.find(({ role }) => role === 'user') ?? messages[0];
  const said = asked ? textOf(asked) : content.text;
  const line = (said || content.systemPrompt).trim().split('\n')[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line || 'Imported prompt';
}
