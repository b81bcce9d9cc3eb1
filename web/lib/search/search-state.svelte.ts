import type { SearchHit } from '#shared/search-hit';
import { searchAnswerSchema } from '#shared/search-hit';
import { byRank, type Ranked } from '#shared/search-match';
import type { Askers } from '#shared/search-people';
import { isEmptyQuery, parseSearch } from '#shared/search-query';
import { toAppError, type AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import type { Building } from './index-keeper';
import type { Asked, Told } from './messages';

/** The part of a worker that is used. */
export type SearchWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;
/** Where is searched: on this device alone, or also on the server. */
export type Where = 'everywhere' | 'device';

interface Deps {
  worker: SearchWorker;
  api: Pick<Api, 'get'>;
  /** Name of the person's database, without the app's own beginning. */
  database: string;
  mostWords: number;
  zoneMinutes: number;
  /** Who asks, and who is known here. */
  askers: () => Askers;
}

/** After this long without a key the server is asked too. */
const serverAfterMs = 180;

/** What was asked and what is found of it so far, here and on the server. */
export class SearchState {
  text = $state('');
  only = $state('');
  where = $state<Where>('everywhere');
  building = $state.raw<Building>(null);
  /** How far older texts were read through; `null` when they were, or there are none. */
  older = $state.raw<{ done: number; all: number } | null>(null);
  /** Why the server did not answer; what is on the device is shown all the same. */
  serverError = $state.raw<AppError | null>(null);
  error = $state.raw<string | null>(null);
  isAsking = $state(false);
  isAskingServer = $state(false);
  /** Whether the first answer to this question is there. */
  isAnswered = $state(false);
  #here = $state.raw<SearchHit[]>([]);
  #there = $state.raw<SearchHit[]>([]);
  #nextHere = $state.raw<Ranked | null>(null);
  #nextThere = $state<string | null>(null);
  #id = 0;
  #deps: Deps;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #call: AbortController | null = null;
  #isMore = false;
  /** Results are shown up to here: beyond it one of the sides has more that could come before. */
  readonly query = $derived.by(() => parseSearch(this.text, 0, this.only));
  readonly isEmpty = $derived(isEmptyQuery(this.query));
  readonly items = $derived.by(() => this.#merged());

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.worker.addEventListener('message', ({ data }: MessageEvent<Told>) => this.#hear(data));
    this.#post({ type: 'open', database: deps.database, mostWords: deps.mostWords });
  }

  get hasMore(): boolean {
    return this.#nextHere !== null || this.#nextThere !== null;
  }

  /** Asks anew; whatever comes to an older question is dropped. */
  ask(text: string, only = this.only, where = this.where): void {
    Object.assign(this, { text, only, where });
    this.isAnswered = false;
    this.#ask(null);
    this.#askServer(null, serverAfterMs);
  }

  /** People were heard of by whom the question may be meant. */
  asksAnew(): void {
    const isBy = this.query.pieces.some(({ filter }) => filter === 'by');
    if (isBy && !this.#isMore) this.#ask(null);
  }

  more(): void {
    if (this.isAsking || this.isAskingServer) return;
    if (this.#nextHere) this.#ask(this.#nextHere);
    if (this.#nextThere) this.#askServer(this.#nextThere, 0);
  }

  /** Older texts are not read any further. */
  stopReading(): void {
    this.#post({ type: 'stop' });
    this.older = null;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#call?.abort();
    this.#deps.worker.terminate();
  }

  #post(asked: Asked): void {
    this.#deps.worker.postMessage(asked);
  }

  #ask(after: Ranked | null): void {
    const id = ++this.#id;
    this.older = null;
    this.error = null;
    if (isEmptyQuery(parseSearch(this.text, 0, this.only))) {
      Object.assign(this, { isAsking: false, isAnswered: true });
      this.#here = [];
      this.#nextHere = null;
      this.#post({ type: 'stop' });
      return;
    }
    this.isAsking = true;
    this.#isMore = after !== null;
    const { zoneMinutes: zone } = this.#deps;
    const { text, only } = this;
    const askers = this.#deps.askers();
    this.#post({ type: 'ask', id, text, zone, only, askers, after });
  }

  #askServer(cursor: string | null, afterMs: number): void {
    clearTimeout(this.#timer);
    this.#call?.abort();
    const isAsked = this.where === 'everywhere' && !isEmptyQuery(parseSearch(this.text));
    this.isAskingServer = isAsked;
    if (cursor === null) {
      // What the server said to other words stays until it has answered these only if they still fit: it cannot know.
      this.#there = [];
      this.#nextThere = null;
      this.serverError = null;
    }
    if (isAsked) this.#timer = setTimeout(() => void this.#fetch(cursor), afterMs);
  }

  async #fetch(cursor: string | null): Promise<void> {
    const call = new AbortController();
    this.#call = call;
    const asked = Object.entries({
      q: this.text,
      zone: String(this.#deps.zoneMinutes),
      ...(this.only && { kind: this.only }),
      ...(cursor && { cursor })
    }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    try {
      const { signal } = call;
      const answer = await this.#deps.api.get(`/v1/search?${asked.join('&')}`, searchAnswerSchema, {
        signal
      });
      this.#there = cursor ? [...this.#there, ...answer.items] : answer.items;
      this.#nextThere = answer.nextCursor;
      this.isAskingServer = false;
    } catch (error) {
      if (call.signal.aborted) return;
      this.serverError = toAppError(error);
      this.isAskingServer = false;
    }
  }

  #hear(told: Told): void {
    if (told.type === 'building') this.building = told.building;
    else if (told.type === 'changed') {
      // Whoever has turned pages keeps what he sees.
      if (!this.#isMore && !this.isEmpty) this.#ask(null);
    } else if (told.type === 'failed') {
      this.error = told.detail;
      this.isAsking = false;
    } else if (told.id === this.#id) {
      if (told.type === 'scanned') {
        this.#here = [...this.#here, ...told.items].sort(byRank);
        this.older = told.done < told.all ? { done: told.done, all: told.all } : null;
        return;
      }
      this.#here = this.#isMore ? [...this.#here, ...told.items] : told.items;
      this.#nextHere = told.next;
      this.isAsking = false;
      this.isAnswered = true;
    }
  }

  /** What both know is shown as it is here: this device may have newer words. */
  #merged(): SearchHit[] {
    const here = this.#here.map(keyOf);
    const all = [...this.#here, ...this.#there.filter((hit) => !here.includes(keyOf(hit)))].sort(
      byRank
    );
    const last = this.#nextHere ? this.#here.at(-1) : undefined;
    const lastThere = this.#nextThere ? this.#there.at(-1) : undefined;
    return all.filter((hit) =>
      [last, lastThere].every((end) => end === undefined || byRank(hit, end) <= 0)
    );
  }
}

const keyOf = ({ collection, id }: SearchHit) => `${collection}/${id}`;
