import { titleIn, titleRequest } from '#shared/chat-title';
import { AppError } from '#shared/errors';
import type { ModelInfo } from '#shared/models';
import { answerBound } from './answer-bound';
import type { ChatSession } from './chat-session.svelte';
import { titleFrom } from './chat-words';
import type { SideRun } from './side-run.svelte';

interface Deps {
  session: ChatSession;
  side: SideRun;
  model: () => ModelInfo | null;
}

const longest = 60;

/** Titles by the conversation's own model, where somebody wants them. */
export class ChatTitle {
  #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Nobody has named it: its title is still made of its first words. */
  get isFromWords(): boolean {
    const { path, home } = this.#deps.session;
    return home.head.title === titleFrom(path[0]?.text ?? '');
  }

  /** Resolves with the new title; `null` if it was called off. @throws AppError what it failed with */
  async write(): Promise<string | null> {
    const { session, side, model } = this.#deps;
    const { home, path } = session;
    const before = home.head.title;
    const request = titleRequest(path, home.head.modelConfig, answerBound(model(), longest));
    const state = await side.ask(request);
    if (!state) return null;
    const title = titleIn(state.text);
    if (title === '') throw new AppError('INTERNAL', { detail: 'The model gave no title.' });
    // What a person called it meanwhile stands.
    if (home.head.title !== before) return null;
    await home.edit({ title });
    return title;
  }
}
