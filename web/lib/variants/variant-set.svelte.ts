import type { PromptContent } from '#shared/prompt-fields';
import type { ModelConfig } from '#shared/model-config';
import { keepOutput } from '$lib/data/output-cache';
import { plain } from '$lib/data/plain';
import type { Store } from '$lib/data/store';
import { patchConfig, type ConfigPatch } from '$lib/models/param-state';
import { outputOf } from '$lib/runs/run-end';
import type { RunPorts } from '$lib/runs/ports';
import { RunSession } from '$lib/runs/run.svelte';
import { keepStop } from '$lib/runs/stops';

/** Columns that can be read side by side. */
export const mostVariants = 4;

/** A run of a column: written down before it is sent, so that a reload finds it by its key. */
interface Placed {
  idempotencyKey: string;
  runId: string | null;
  request: { content: PromptContent; variableValues: Record<string, unknown> };
  /** The log came to its end. */
  ended: boolean;
}

/** As it is kept on this device. */
interface KeptVariant {
  id: string;
  config: ModelConfig;
  placed: Placed | null;
}

/** What every column is asked, but for its parameters. */
export interface Asked {
  content: PromptContent;
  values: Record<string, unknown>;
}

interface Deps {
  store: Store;
  ports: RunPorts;
}

/** One column: a set of parameters and its latest run. */
export class Variant {
  readonly id: string;
  config = $state.raw<ModelConfig>({});
  placed = $state.raw<Placed | null>(null);
  /** The run that is live here, or was. */
  session = $state.raw<RunSession | null>(null);

  constructor({ id, config, placed }: KeptVariant) {
    this.id = id;
    this.config = config;
    this.placed = placed;
  }

  get live(): boolean {
    return this.session?.live ?? false;
  }

  /** A run that has begun; it is in the history. */
  get runId(): string | null {
    return this.session?.runId ?? this.placed?.runId ?? null;
  }
}

/** One prompt on several models or sets of parameters at once. Each column's run is an ordinary run. */
export class VariantSet {
  columns = $state.raw<Variant[]>([]);
  readonly promptId: string;
  #deps: Deps;
  #closed = false;

  /** @param kept what `readVariants` found */
  constructor(deps: Deps, promptId: string, kept: readonly KeptVariant[], base: ModelConfig) {
    this.#deps = deps;
    this.promptId = promptId;
    const first = kept.length > 0 ? kept : [this.#fresh(base), this.#fresh(base)];
    this.columns = first.slice(0, mostVariants).map((one) => new Variant(one));
    for (const variant of this.columns)
      if (variant.placed && !variant.placed.ended) this.#follow(variant, variant.placed);
  }

  get live(): boolean {
    return this.columns.some((variant) => variant.live);
  }

  /** Adds a column: another's parameters, or these. */
  async add(config: ModelConfig, after = this.columns.length - 1): Promise<void> {
    if (this.columns.length >= mostVariants) return;
    const made = new Variant(this.#fresh(config));
    this.columns = this.columns.toSpliced(after + 1, 0, made);
    await this.#keep();
  }

  /** Takes a column away; its runs stay in the history. @returns the way back */
  async remove(variant: Variant): Promise<() => Promise<void>> {
    const at = this.columns.indexOf(variant);
    this.columns = this.columns.filter((one) => one !== variant);
    await this.#keep();
    return async () => {
      if (this.columns.includes(variant) || this.columns.length >= mostVariants) return;
      this.columns = this.columns.toSpliced(Math.max(at, 0), 0, variant);
      await this.#keep();
    };
  }

  async configure(variant: Variant, patch: ConfigPatch): Promise<void> {
    variant.config = patchConfig(variant.config, patch);
    await this.#keep();
  }

  async run(variant: Variant, { content, values }: Asked): Promise<void> {
    if (variant.live) return;
    const names = content.variables.map(({ name }) => name);
    const variableValues = Object.fromEntries(
      Object.entries(values).filter(([name]) => names.includes(name))
    );
    const request = plain({ content: { ...content, modelConfig: variant.config }, variableValues });
    const idempotencyKey = this.#deps.store.newId();
    const placed = { idempotencyKey, runId: null, request, ended: false };
    variant.placed = placed;
    await this.#keep();
    this.#follow(variant, placed);
  }

  async runAll(asked: Asked): Promise<void> {
    await Promise.all(this.columns.map((variant) => this.run(variant, asked)));
  }

  stopAll(): void {
    for (const { session } of this.columns) session?.stop();
  }

  /** Leaves the runs to themselves; they go on. */
  close(): void {
    this.#closed = true;
    for (const { session } of this.columns) session?.close();
  }

  #fresh(config: ModelConfig): KeptVariant {
    return { id: this.#deps.store.newId(), config: plain(config), placed: null };
  }

  #follow(variant: Variant, placed: Placed): void {
    const { store, ports } = this.#deps;
    const { idempotencyKey, request } = placed;
    variant.session?.close();
    const path = `/v1/prompts/${this.promptId}/execute`;
    const source = { runId: placed.runId, start: { path, idempotencyKey, body: request } };
    const amend = (change: Partial<Placed>) => {
      if (variant.placed?.idempotencyKey !== idempotencyKey) return;
      variant.placed = { ...variant.placed, ...change };
      void this.#keep();
    };
    const session: RunSession = new RunSession(ports, source, {
      onrun: (runId) => amend({ runId }),
      onunheard: (seen) =>
        void keepStop(store.db, {
          idempotencyKey,
          runId: session.runId,
          seen,
          at: store.now()
        }),
      onend: (state, complete) => {
        amend({ ended: true });
        if (session.runId !== null && complete)
          void keepOutput(this.#deps.store.db, outputOf(session.runId, state), this.promptId);
      }
    });
    variant.session = session;
  }

  async #keep(): Promise<void> {
    if (this.#closed) return;
    const value: KeptVariant[] = this.columns.map(({ id, config, placed }) => ({
      id,
      config,
      placed
    }));
    await this.#deps.store.db.kv.put({ key: keyOf(this.promptId), value: plain(value) });
  }
}

const keyOf = (promptId: string) => `variants.${promptId}`;

/** The columns this device last had for a prompt. */
export async function readVariants(db: Store['db'], promptId: string): Promise<KeptVariant[]> {
  const kept = (await db.kv.get(keyOf(promptId)))?.value;
  return Array.isArray(kept) ? (kept as KeptVariant[]) : [];
}
