import { toAppError } from '#shared/errors';

/** Asks for the password once more where the server wants it, then does the same again. */
export class Prove {
  asking = $state(false);
  #again: (() => Promise<void>) | null = null;

  /** @throws AppError for whatever else goes wrong */
  async with(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (toAppError(error).code !== 'REAUTH_REQUIRED') throw error;
      this.#again = work;
      this.asking = true;
    }
  }

  async proven(): Promise<void> {
    this.asking = false;
    const work = this.#again;
    this.#again = null;
    await work?.();
  }
}
