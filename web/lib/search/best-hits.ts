import { byRank } from '#shared/search-match';
import type { Hit } from './word-index';

/** The best of many, kept in order. */
export class Best {
  readonly hits: Hit[] = [];
  #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Told by what needs nothing made; equals are looked at more closely. */
  isBeyond(score: number, at: number): boolean {
    if (this.hits.length < this.#limit) return false;
    const worst = this.hits[this.hits.length - 1] as Hit;
    return score < worst.score || (score === worst.score && at < worst.at);
  }

  wouldTake(hit: Hit): boolean {
    const worst = this.hits.at(-1);
    return this.hits.length < this.#limit || (worst !== undefined && byRank(hit, worst) < 0);
  }

  take(hit: Hit): void {
    let low = 0;
    let high = this.hits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byRank(this.hits[middle] as Hit, hit) < 0) low = middle + 1;
      else high = middle;
    }
    this.hits.splice(low, 0, hit);
    if (this.hits.length > this.#limit) this.hits.pop();
  }
}
