import { apply, type Stored } from '#shared/apply';
import type { Mutation } from '#shared/mutations';
import type { Rule } from './rules.ts';

export interface Row {
  key: string;
  seq: number;
  stored: Stored;
}
interface Applied {
  mid: string;
  client: string;
  seq: number;
  rejected: boolean;
  effs: Record<string, number>;
  bases: Record<string, string | null>;
  /** The record it went into; another one if its own was purged. */
  into: string;
}
/** `since`: where reading everything began, while it goes on. */
export interface Cursor {
  epoch: string;
  seq: number;
  since: number;
}
export interface Page {
  epoch: string;
  from: number;
  to: number;
  more: boolean;
  since: number;
  rows: Row[];
  /** Ids that were purged in this stretch. */
  purged: string[];
  acks: Applied[];
}
export interface Disk {
  seq: number;
  count: number;
  rows: Map<string, Row>;
  applied: Map<string, Applied>;
  byCseq: Map<string, string>;
  revisions: Set<string>;
  /** Ids that were purged, for ever; and those the feed still tells of, with their place in it. */
  purged: Set<string>;
  tombs: Map<string, number>;
  /** Purges up to here are not told any more. */
  minSeq: number;
}

const minutes = 60_000;
const pageRows = 2;

export function emptyDisk(): Disk {
  return {
    seq: 0,
    count: 1,
    rows: new Map(),
    applied: new Map(),
    byCseq: new Map(),
    revisions: new Set(),
    purged: new Set(),
    tombs: new Map(),
    minSeq: 0
  };
}

export function copyDisk(disk: Disk): Disk {
  return {
    ...disk,
    rows: new Map(disk.rows),
    applied: new Map(disk.applied),
    byCseq: new Map(disk.byCseq),
    revisions: new Set(disk.revisions),
    purged: new Set(disk.purged),
    tombs: new Map(disk.tombs)
  };
}

/** The server of the model: a feed of rows at their latest seq, and what became of each change. */
export class ModelServer {
  disk = emptyDisk();
  epoch: string;
  #before: Disk = emptyDisk();
  /** Clients that may not read or write now. */
  barred = new Set<string>();
  /** How often each change was taken in, over all histories that led here. */
  times = new Map<string, number>();

  readonly holds: (rule: Rule) => boolean;
  readonly nonce: () => string;

  constructor(holds: (rule: Rule) => boolean, nonce: () => string) {
    this.holds = holds;
    this.nonce = nonce;
    this.epoch = this.#epochName();
  }

  #epochName() {
    return this.holds('randomEpoch') ? this.nonce() : `e${this.disk.count}`;
  }

  push(client: string, mutations: Mutation[], now: number, epoch: string, purged: string[] = []) {
    if ((epoch !== '' && epoch !== this.epoch) || this.barred.has(client)) return;
    this.#before = copyDisk(this.disk);
    this.purge(purged);
    const units: Mutation[][] = [];
    for (const mutation of mutations) {
      const last = units.at(-1);
      const joins = this.holds('wholeGroups') && mutation.grp !== undefined;
      if (last && joins && last[0]?.grp === mutation.grp) last.push(mutation);
      else units.push([mutation]);
    }
    for (const unit of units) this.#take(client, unit, now);
  }

  /** Removes records for ever; their ids are never used again. */
  purge(keys: Iterable<string>) {
    const { disk } = this;
    for (const key of keys) {
      if (disk.purged.has(key)) continue;
      disk.rows.delete(key);
      disk.purged.add(key);
      disk.tombs.set(key, ++disk.seq);
    }
  }

  /** Half a year later: purges are not told any more to those who still have not asked. */
  compact() {
    this.disk.tombs.clear();
    this.disk.minSeq = this.disk.seq;
  }

  #placeOf(key: string): string {
    if (!this.holds('noResurrection')) return key;
    let place = key;
    while (this.disk.purged.has(place))
      place = this.holds('sameRecovery') ? `${place}~` : `${place}${this.nonce()}`;
    return place;
  }

  #take(client: string, unit: Mutation[], now: number) {
    const { disk } = this;
    const fresh = unit.filter((mutation) => {
      if (!this.holds('keptResults')) return true;
      if (this.holds('dedupeByMid')) return !disk.applied.has(mutation.mid);
      return !disk.byCseq.has(`${client} ${mutation.cseq}`);
    });
    if (fresh.length === 0) return;
    const seq = ++disk.seq;
    const changed = new Map<string, Row>();
    const losers: string[] = [];
    const taken: Applied[] = [];
    let rejected = false;
    for (const mutation of fresh) {
      const key = this.#placeOf(mutation.id);
      const stored = changed.get(key)?.stored ?? disk.rows.get(key)?.stored ?? null;
      const outcome = this.#apply(stored, mutation, now);
      if (outcome === null) {
        rejected = true;
        break;
      }
      changed.set(key, { key, seq, stored: outcome.stored });
      for (const { mid, path } of outcome.losers) losers.push(`${mid} ${path}`);
      taken.push({ ...answer(mutation, client, seq, key), effs: outcome.effs });
    }
    if (!rejected) {
      for (const [key, row] of changed) disk.rows.set(key, row);
      if (this.holds('keepLosers')) for (const loser of losers) disk.revisions.add(loser);
      for (const { mid } of taken) this.times.set(mid, (this.times.get(mid) ?? 0) + 1);
    }
    const answers = rejected
      ? fresh.map((mutation) => ({
          ...answer(mutation, client, seq, this.#placeOf(mutation.id)),
          rejected: true
        }))
      : taken;
    answers.forEach((each, index) => {
      disk.applied.set(each.mid, each);
      disk.byCseq.set(`${client} ${fresh[index]?.cseq}`, each.mid);
    });
  }

  #apply(stored: Stored | null, mutation: Mutation, now: number) {
    if (Object.values(mutation.set).some(({ v }) => v === 'poison')) return null;
    const late = Object.values(mutation.set).some(({ ts }) => Math.abs(ts - now) > 5 * minutes);
    if (late && !this.holds('clocksNeverReject')) return null;
    const heard: Mutation = { ...mutation, set: { ...mutation.set } };
    for (const [path, change] of Object.entries(mutation.set)) {
      const heardChange = { ...change };
      // Arrival order: whoever comes last is taken to have seen what stands.
      if (!this.holds('causal')) heardChange.base = stored?.stamps[path]?.mid ?? null;
      if (!this.holds('lamport')) heardChange.baseEff = 0;
      heard.set[path] = heardChange;
    }
    const outcome = apply(stored, heard, {
      by: 'client',
      now,
      effOf: (mid, path) => (this.holds('lamport') ? this.disk.applied.get(mid)?.effs[path] : 0),
      ...(this.holds('knownBases') ? { baseOf: (mid, path) => this.#baseOf(mid, path) } : {})
    });
    return outcome.status === 'rejected' ? null : outcome;
  }

  #baseOf(mid: string, path: string): string | null | undefined {
    const base = this.disk.applied.get(mid)?.bases[path];
    return base === undefined && !this.holds('unheardBases') ? null : base;
  }

  pull(client: string, cursor: Cursor): Page | 'resync' | 'gone' {
    const { disk, epoch } = this;
    if (this.barred.has(client)) return 'gone';
    if (cursor.epoch !== epoch || cursor.seq > disk.seq) return 'resync';
    const isFirst = cursor.seq === 0;
    const since = isFirst ? disk.seq : cursor.since;
    const heardAll = Math.max(cursor.seq, this.holds('sinceSnapshot') ? since : 0);
    if (!isFirst && heardAll < disk.minSeq && this.holds('minSeq')) return 'resync';
    const later = [...disk.rows.values()]
      .filter((row) => row.seq > cursor.seq)
      .sort((a, b) => a.seq - b.seq);
    let rows = later.slice(0, pageRows);
    const last = rows.at(-1)?.seq;
    if (this.holds('wholeUnits'))
      rows = later.filter((row) => last !== undefined && row.seq <= last);
    const more = rows.length < later.length;
    const to = more ? (rows.at(-1)?.seq ?? cursor.seq) : disk.seq;
    const acks =
      this.holds('allAcks') || cursor.seq === 0
        ? [...disk.applied.values()].filter(
            (each) => each.client === client && each.seq > cursor.seq && each.seq <= to
          )
        : [];
    if (!this.holds('tombstones')) rows = rows.filter((row) => row.stored.body.deletedAt == null);
    const purged = [...disk.tombs]
      .filter(([, seq]) => this.holds('purgedEverywhere') && seq > cursor.seq && seq <= to)
      .map(([key]) => key);
    return { epoch, from: cursor.seq, to, more, since, rows, purged, acks };
  }

  restore(backup: Disk) {
    // The counter is part of what was set back, which is what is wrong with counters.
    this.disk = copyDisk(backup);
    this.disk.count++;
    this.times = new Map([...this.times].filter(([mid]) => backup.applied.has(mid)));
    if (this.holds('newEpoch')) this.epoch = this.#epochName();
  }

  kill() {
    if (this.holds('durableServer')) return;
    this.disk = copyDisk(this.#before);
  }
}

function answer(mutation: Mutation, client: string, seq: number, into: string): Applied {
  const bases = Object.fromEntries(
    Object.entries(mutation.set).map(([path, { base }]) => [path, base])
  );
  return { mid: mutation.mid, client, seq, rejected: false, effs: {}, bases, into };
}
