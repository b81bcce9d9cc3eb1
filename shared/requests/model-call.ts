import type { PromptContent } from '#shared/prompt-fields';
import type { Message } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import { acceptedConfig } from '#shared/models';
import type { ModelInfo } from '#shared/models';
import { readTools } from './tool-definitions.ts';
import type { ToolDefinition } from './tool-definitions.ts';

/** One call of a model, in our words. `config` holds only what the model accepts. */
export interface ModelCall {
  /** The provider's own name of the model. */
  model: string;
  kind: 'text' | 'messages';
  /** For kind `text`: what the model continues. */
  text: string;
  /** The most the model can answer; for dialects that refuse a call without a limit. */
  maxOutputTokens?: number | null;
  /** For kind `messages`. */
  systemPrompt: string;
  messages: Message[];
  /** What the model may call. */
  tools?: ToolDefinition[];
  /** It thinks before it answers, and can be asked to show that. */
  thinks?: boolean;
  /** It answers so late that the provider keeps the run by itself. */
  background?: boolean;
  config: ModelConfig;
}

/** What decides how a call is spelled beside its dialect: who is asked. */
export interface Asked {
  /** OpenAI's own service, which refuses what its imitators take. */
  isOpenai: boolean;
  isOpenrouter: boolean;
  /** What this server refused of the things we ask for on our own account. */
  without?: ReadonlySet<string> | undefined;
}

/** A request of a provider, before anybody's address and key. */
export interface ModelRequest {
  /** Below the address of the service. */
  path: `/${string}`;
  body: Record<string, unknown>;
}

/** A prompt's content in the words of a call. */
export function callOf(content: PromptContent, model: ModelInfo): ModelCall {
  return {
    model: model.name,
    kind: content.kind,
    text: content.text,
    systemPrompt: content.systemPrompt,
    messages: content.messages ?? [],
    maxOutputTokens: model.maxOutputTokens,
    tools: readTools(content.tools),
    thinks: model.params.some((spec) => spec.name === 'reasoningEffort'),
    background: model.background === true,
    config: acceptedConfig(withSchema(content), model)
  };
}

/** A schema of the prompt's own is a response format, unless one is set beside it. */
function withSchema({ modelConfig, outputSchema }: PromptContent): ModelConfig {
  if (outputSchema === null || modelConfig.responseFormat !== undefined) return modelConfig;
  const json_schema = { name: 'answer', schema: outputSchema };
  return { ...modelConfig, responseFormat: { type: 'json_schema', json_schema } };
}
