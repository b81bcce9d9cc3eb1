import { toAppError, type AppError } from '#shared/errors';
import { auditPageSchema, type AuditItem } from '#shared/audit';
import type { Api } from '$lib/api/client';

/** The log of the organization as far as it has been read: it stands on the server and is not kept here. */
export class AuditLog {
  /** `null` until the first page is there. */
  rows = $state.raw<AuditItem[] | null>(null);
  /** Names of people in the rows, by id; who has left is not among them. */
  people = $state.raw<Record<string, string>>({});
  reading = $state(false);
  error = $state.raw<AppError | null>(null);
  #api: Pick<Api, 'get'>;
  /** Where the next page begins; `null` after the last. */
  #cursor: string | null = null;
  #begun = false;

  constructor(api: Pick<Api, 'get'>) {
    this.#api = api;
  }

  /** Reads the next page, if there is one; after an error the same one again. */
  async more(): Promise<void> {
    if (this.reading || (this.#begun && this.#cursor === null)) return;
    this.reading = true;
    try {
      const from = this.#cursor === null ? '' : `&cursor=${this.#cursor}`;
      const page = await this.#api.get(`/v1/audit?limit=100${from}`, auditPageSchema);
      this.rows = [...(this.rows ?? []), ...page.items];
      this.people = { ...this.people, ...page.people };
      this.#cursor = page.nextCursor;
      this.#begun = true;
      this.error = null;
    } catch (error) {
      this.error = toAppError(error);
    } finally {
      this.reading = false;
    }
  }
}
