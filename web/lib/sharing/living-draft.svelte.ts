import { AppError, toAppError } from '#shared/errors';
import { livingPromptSchema } from '#shared/sharing/grants';
import type { LivingPrompt } from '#shared/sharing/grants';
import * as z from 'zod/mini';
import type { Api } from '$lib/api/client';
import type { Drafts } from '$lib/data/drafts';

/** A text of the prompt that can be changed; `id` is `text`, `systemPrompt`, or a message's. */
export interface LivingText {
  id: string;
  label: string;
  value: string;
}

/** What was typed and not saved, and what it was typed over. */
const typedSchema = z.object({
  revision: z.string(),
  title: z.string(),
  texts: z.record(z.string(), z.string())
});
type Typed = z.infer<typeof typedSchema>;

/**
 * A prompt somebody else shares, read anew and changed on the server: nothing of it is kept on this device but
 * what is typed here, until it is saved.
 */
export class LivingDraft {
  prompt = $state.raw<LivingPrompt | null>(null);
  error = $state.raw<AppError | null>(null);
  saving = $state(false);
  texts = $state<LivingText[]>([]);
  title = $state('');
  #api: Pick<Api, 'get' | 'patch'>;
  #path: string;
  #drafts: Drafts;
  #draftId: string;
  /** What the texts were when typing began; the server refuses what was typed over something older. */
  #revision = '';

  constructor(api: Pick<Api, 'get' | 'patch'>, drafts: Drafts, id: string) {
    this.#api = api;
    this.#path = `/v1/prompts/shared-with-me/${encodeURIComponent(id)}`;
    this.#drafts = drafts;
    this.#draftId = `living.${id}`;
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

  /** Reads it anew; what was typed and not saved stands over it. */
  async load(): Promise<void> {
    this.error = null;
    try {
      this.#show(await this.#api.get(this.#path, livingPromptSchema));
      const typed = this.#kept();
      if (typed) this.#type(typed);
    } catch (error) {
      this.error = toAppError(error);
    }
  }

  /** Writes down what is typed; to be called whenever it changes. */
  keep(): void {
    const { prompt, isChanged } = this;
    if (!prompt) return;
    this.#drafts.write(this.#draftId, isChanged ? JSON.stringify(this.#typed()) : '');
  }

  /** Puts away what was typed and reads it anew. Answers the way back. */
  discard(): () => void {
    const typed = this.#typed();
    this.#drafts.write(this.#draftId, '');
    if (this.prompt) this.#show(this.prompt);
    void this.load();
    return () => this.#type(typed);
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
        revision: this.#revision,
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
    this.#revision = prompt.revision;
    this.title = prompt.shared.title;
    this.texts = textsOf(prompt);
  }

  #typed(): Typed {
    const texts = Object.fromEntries(this.changed.map(({ id, value }) => [id, value]));
    return { revision: this.#revision, title: this.title, texts };
  }

  #type({ revision, title, texts }: Typed): void {
    this.title = title;
    for (const text of this.texts) text.value = texts[text.id] ?? text.value;
    this.#revision = revision;
    if (revision !== this.prompt?.revision) this.error = new AppError('CONFLICT');
  }

  #kept(): Typed | null {
    const kept = this.#drafts.read(this.#draftId);
    if (kept === '') return null;
    try {
      return typedSchema.parse(JSON.parse(kept));
    } catch (cause) {
      console.warn('What was typed here before cannot be read.', cause);
      return null;
    }
  }
}

function fieldOf(changed: readonly LivingText[], id: 'text' | 'systemPrompt') {
  const found = changed.find((one) => one.id === id);
  return found ? { [id]: found.value } : {};
}

function textsOf({ content: { prompt }, messageIds }: LivingPrompt): LivingText[] {
  if (!prompt) return [];
  const said = prompt.messages.map(({ role, text }, at) => ({
    id: messageIds[at] ?? '',
    label: role[0]?.toUpperCase() + role.slice(1),
    value: text
  }));
  return prompt.kind === 'text'
    ? [{ id: 'text', label: 'Text', value: prompt.text }]
    : [{ id: 'systemPrompt', label: 'System text', value: prompt.systemPrompt }, ...said];
}
