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
}
export interface Page {
  epoch: string;
  from: number;
  to: number;
  more: boolean;
  rows: Row[];
  acks: Applied[];
}
export interface Disk {
  seq: number;
  count: number;
  rows: Map<string, Row>;
  applied: Map<string, Applied>;
  byCseq: Map<string, string>;
  revisions: Set<string>;
}

const minutes = 60_000;
const pageRows = 2;

export function emptyDisk(): Disk {
  return {
    ...{ seq: 0, count: 1, rows: new Map(), applied: new Map() },
    ...{ byCseq: new Map(), revisions: new Set() }
  };
}

export function copyDisk(disk: Disk): Disk {
  return {
    ...disk,
    rows: new Map(disk.rows),
    applied: new Map(disk.applied),
    byCseq: new Map(disk.byCseq),
    revisions: new Set(disk.revisions)
  };
}

/** The server of the model: a feed of rows at their latest seq, and what became of each change. */
export class ModelServer {
  disk = emptyDisk();
  epoch: string;
  #before: Disk = emptyDisk();
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

  push(client: string, mutations: Mutation[], now: number, epoch: string) {
    if (epoch !== '' && epoch !== this.epoch) return;
    this.#before = copyDisk(this.disk);
    const units: Mutation[][] = [];
    for (const mutation of mutations) {
      const last = units.at(-1);
      const joins = this.holds('wholeGroups') && mutation.grp !== undefined;
      if (last && joins && last[0]?.grp === mutation.grp) last.push(mutation);
      else units.push([mutation]);
    }
    for (const unit of units) this.#take(client, unit, now);
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
      const key = mutation.id;
      const stored = changed.get(key)?.stored ?? disk.rows.get(key)?.stored ?? null;
      const outcome = this.#apply(stored, mutation, now);
      if (outcome === null) {
        rejected = true;
        break;
      }
      changed.set(key, { key, seq, stored: outcome.stored });
      for (const { mid, path } of outcome.losers) losers.push(`${mid} ${path}`);
      taken.push({ ...answer(mutation, client, seq), effs: outcome.effs });
    }
    if (!rejected) {
      for (const [key, row] of changed) disk.rows.set(key, row);
      if (this.holds('keepLosers')) for (const loser of losers) disk.revisions.add(loser);
      for (const { mid } of taken) this.times.set(mid, (this.times.get(mid) ?? 0) + 1);
    }
    const answers = rejected
      ? fresh.map((mutation) => ({ ...answer(mutation, client, seq), rejected: true }))
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

  pull(client: string, cursor: { epoch: string; seq: number }): Page | 'resync' {
    const { disk, epoch } = this;
    if (cursor.epoch !== epoch || cursor.seq > disk.seq) return 'resync';
    const since = [...disk.rows.values()]
      .filter((row) => row.seq > cursor.seq)
      .sort((a, b) => a.seq - b.seq);
    let rows = since.slice(0, pageRows);
    const last = rows.at(-1)?.seq;
    if (this.holds('wholeUnits'))
      rows = since.filter((row) => last !== undefined && row.seq <= last);
    const more = rows.length < since.length;
    const to = more ? (rows.at(-1)?.seq ?? cursor.seq) : disk.seq;
    const acks =
      this.holds('allAcks') || cursor.seq === 0
        ? [...disk.applied.values()].filter(
            (each) => each.client === client && each.seq > cursor.seq && each.seq <= to
          )
        : [];
    if (!this.holds('tombstones')) rows = rows.filter((row) => row.stored.body.deletedAt == null);
    return { epoch, from: cursor.seq, to, more, rows, acks };
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

function answer(mutation: Mutation, client: string, seq: number): Applied {
  const bases = Object.fromEntries(
    Object.entries(mutation.set).map(([path, { base }]) => [path, base])
  );
  return { mid: mutation.mid, client, seq, rejected: false, effs: {}, bases };
}
