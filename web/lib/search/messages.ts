import type { SearchHit } from '#shared/search-hit';
import type { Ranked } from '#shared/search-match';
import type { Askers } from '#shared/search-people';
import type { Building } from './index-keeper';

/** What is asked of the worker. A later question takes the place of an earlier one. */
export type Asked =
  | { type: 'open'; database: string; mostWords: number }
  | {
      type: 'ask';
      id: number;
      text: string;
      zone: number;
      only: string;
      askers: Askers;
      after: Ranked | null;
    }
  | { type: 'stop' };

export type Told =
  | { type: 'building'; building: Building }
  /** The index has changed: an answer may be another one now. */
  | { type: 'changed' }
  | { type: 'found'; id: number; items: SearchHit[]; next: Ranked | null; ms: number }
  /** Results among texts that have no room in the index, as far as they have been read. */
  | { type: 'scanned'; id: number; items: SearchHit[]; done: number; all: number }
  | { type: 'failed'; id: number | null; detail: string };

export const pageSize = 30;
