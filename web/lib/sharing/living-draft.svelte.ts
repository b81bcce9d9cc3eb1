import { toAppError, type AppError } from '#shared/errors';
import { livingPromptSchema } from '#shared/sharing/grants';
import type { LivingPrompt } from '#shared/sharing/grants';
import type { Api } from '$lib/api/client';

/** A text of the prompt that can be changed; `id` is `text`, `systemPrompt`, or a message's. */
export interface LivingText {
  id: string;
  label: string;
  value: string;
}

/**
 * A prompt somebody else shares, read anew and changed on the server: nothing of it is kept on this device, so
 * what is typed here is said to be unsaved until it is.
 */
export class LivingDraft {
  prompt = $state.raw<LivingPrompt | null>(null);
  error = $state.raw<AppError | null>(null);
  saving = $state(false);
  texts = $state<LivingText[]>([]);
  title = $state('');
  #api: Pick<Api, 'get' | 'patch'>;
  #path: string;

  constructor(api: Pick<Api, 'get' | 'patch'>, id: string) {
    this.#api = api;
    this.#path = `/v1/prompts/shared-with-me/${encodeURIComponent(id)}`;
  }

  readonly changed = $derived.by(() => {
    const { prompt } = this;
    if (!prompt) return [];
    const before = textsOf(prompt);
    return this.texts.filter(({ value }, at) => before[at]?.value !== value);
  });
  readonly isChanged = $derived(
    this.changed.length > 0 || (this.prompt !== null && this.title !== this.prompt.shared.title)
  );

  /** Reads it anew; what was typed and not saved goes. */
  async load(): Promise<void> {
    this.error = null;
    try {
      this.#show(await this.#api.get(this.#path, livingPromptSchema));
    } catch (error) {
      this.error = toAppError(error);
    }
  }

  /** Sends what was changed; CONFLICT leaves what was typed where it is. Says whether it was saved. */
  async save(): Promise<boolean> {
    const { prompt, changed } = this;
    if (!prompt || this.saving) return false;
    this.saving = true;
    this.error = null;
    try {
      const messages = changed.filter(({ id }) => prompt.messageIds.includes(id));
      const body = {
        revision: prompt.revision,
        ...(this.title === prompt.shared.title ? {} : { title: this.title }),
        ...fieldOf(changed, 'text'),
        ...fieldOf(changed, 'systemPrompt'),
        ...(messages.length === 0
          ? {}
          : { messages: messages.map(({ id, value }) => ({ id, text: value })) })
      };
      this.#show(await this.#api.patch(this.#path, body, livingPromptSchema));
      return true;
    } catch (error) {
      this.error = toAppError(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  #show(prompt: LivingPrompt): void {
    this.prompt = prompt;
    this.title = prompt.shared.title;
    this.texts = textsOf(prompt);
  }
}

function fieldOf(changed: readonly LivingText[], id: 'text' | 'systemPrompt') {
  const found = changed.find((one) => one.id === id);
  return found ? { [id]: found.value } : {};
}

function textsOf({ content: { prompt }, messageIds }: LivingPrompt): LivingText[] {
  if (!prompt) return [];
  const said = prompt.messages.map(({ role, text }, at) => ({
    ...{ id: messageIds[at] ?? '', label: role[0]?.toUpperCase() + role.slice(1), value: text }
  }));
  return prompt.kind === 'text'
    ? [{ id: 'text', label: 'Text', value: prompt.text }]
    : [{ id: 'systemPrompt', label: 'System text', value: prompt.systemPrompt }, ...said];
}
