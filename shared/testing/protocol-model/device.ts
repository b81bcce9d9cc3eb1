import { apply, type Stored } from '#shared/apply';
import type { Mutation } from '#shared/mutations';
import { nextStamp } from '#shared/stamps';
import type { Rule } from './rules.ts';
import type { Page, Row } from './server.ts';

interface Waiting extends Mutation {
  sent: boolean;
}
interface Disk {
  cursor: { epoch: string; seq: number; resync: boolean };
  rows: Map<string, Row>;
  /** The server's copy of rows with waiting changes; `null` where it had none. */
  base: Map<string, Row | null>;
  outbox: Waiting[];
  archive: Mutation[];
  quarantine: Set<string>;
  seen: Set<string>;
  cseq: number;
}

export interface World {
  holds: (rule: Rule) => boolean;
  /** A new id. */
  id: () => string;
  /** Whether the page dies between this write and the next. */
  dies: () => boolean;
  /** Tells the oracle of a change, and of the one it takes the place of. */
  note: (mutation: Mutation, replaced?: string) => void;
  /** Tells the oracle of what must not be. */
  wrong: (what: string) => void;
}

/** A device of the model: rows, outbox, archive and cursor, changed in transactions. */
export class ModelDevice {
  disk: Disk = {
    ...{ cursor: { epoch: '', seq: 0, resync: false }, rows: new Map(), base: new Map() },
    ...{ outbox: [], archive: [], quarantine: new Set(), seen: new Set(), cseq: 0 }
  };
  client: string;
  readonly world: World;
  #before: Disk;

  constructor(client: string, world: World) {
    this.client = client;
    this.world = world;
    this.#before = copy(this.disk);
  }

  clone(): ModelDevice {
    const other = new ModelDevice(this.client, this.world);
    other.disk = copy(this.disk);
    return other;
  }

  kill() {
    if (!this.world.holds('durableDevice')) this.disk = copy(this.#before);
  }

  #begin() {
    if (!this.world.holds('durableDevice')) this.#before = copy(this.disk);
  }

  edit(key: string, values: Record<string, unknown>, now: number, grp?: string) {
    this.#begin();
    const { disk, world } = this;
    const row = disk.rows.get(key);
    const last = disk.outbox.findLast((each) => each.id === key);
    const mayJoin = last && grp === undefined && last.grp === undefined;
    const queued = mayJoin && (!last.sent || !world.holds('frozenWhenSent')) ? last : null;
    // Also a rewritten change is another one: a copy of this database may hold the old one, and send it.
    const mid = (world.holds('newMidOnRewrite') ? null : queued?.mid) ?? world.id();
    const set: Mutation['set'] = { ...queued?.set };
    const body = { ...row?.stored.body };
    const stamps = { ...row?.stored.stamps };
    for (const path of Object.keys(set)) {
      const stamp = stamps[path];
      if (stamp?.mid === queued?.mid && stamp) stamps[path] = { ...stamp, mid };
    }
    for (const [path, v] of Object.entries(values)) {
      const seen = stamps[path];
      const prior = queued?.set[path];
      const ts = world.holds('lamport') ? nextStamp(now, seen?.eff ?? 0) : now;
      const base = prior ? prior.base : (seen?.mid ?? null);
      set[path] = { v, base, baseEff: prior ? prior.baseEff : (seen?.eff ?? 0), ts };
      body[path] = v;
      stamps[path] = { mid, eff: ts };
    }
    const mutation: Waiting = {
      ...{ mid, cseq: queued?.cseq ?? ++disk.cseq, scope: 'w', collection: 'presets', id: key },
      ...{ sv: 1, op: row ? 'patch' : 'create', set, sent: queued?.sent ?? false },
      ...(grp === undefined ? {} : { grp })
    };
    if (!last) disk.base.set(key, row ?? null);
    disk.rows.set(key, { key, seq: row?.seq ?? 0, stored: { body, stamps } });
    world.note(mutation, queued?.mid);
    if (!world.holds('atomicEdits') && world.dies()) return;
    if (queued) disk.outbox = disk.outbox.map((each) => (each === queued ? mutation : each));
    else disk.outbox.push(mutation);
  }

  take(): Mutation[] {
    this.#begin();
    const { disk, world } = this;
    const batch = disk.outbox.map((each) => {
      const again = each.sent && !world.holds('stableMids');
      return { ...each, mid: again ? world.id() : each.mid, sent: true };
    });
    if (!world.holds('stableMids')) for (const each of batch) world.note(each);
    disk.outbox = world.holds('keepUntilAck') ? batch : [];
    return batch.map(toMutation);
  }

  beginEpoch(epoch: string) {
    this.#begin();
    const { disk, world } = this;
    if (disk.cursor.epoch !== '' && world.holds('archive')) {
      const waiting = new Set(disk.outbox.map(({ mid }) => mid));
      const again = disk.archive.filter(({ mid }) => !waiting.has(mid));
      for (const { id } of again)
        if (!disk.base.has(id)) disk.base.set(id, disk.rows.get(id) ?? null);
      // The lost history may have dated these, and others may have built on them there. Dated as early as
      // can be, they come before whatever was built on them.
      const waited = disk.outbox.map((each) =>
        each.sent ? { ...each, set: dated(each.set, early) } : each
      );
      disk.outbox = [...again.map((each) => ({ ...each, sent: true })), ...waited];
      disk.archive = [];
    }
    disk.cursor = { epoch, seq: 0, resync: true };
    disk.seen = new Set();
  }

  page(page: Page) {
    const { disk, world } = this;
    if (page.epoch !== disk.cursor.epoch) return;
    if (world.holds('fromCheck') && page.from !== disk.cursor.seq) return;
    this.#begin();
    if (page.to < disk.cursor.seq) world.wrong(`${this.client} read backwards`);
    const cursor = { ...disk.cursor, seq: page.to, resync: disk.cursor.resync && page.more };
    if (!world.holds('atomicPages')) {
      disk.cursor = cursor;
      if (world.dies()) return;
    }
    this.#settle(page);
    const touched = new Set(disk.base.keys());
    for (const row of page.rows) {
      disk.seen.add(row.key);
      if (disk.base.has(row.key)) disk.base.set(row.key, row);
      else disk.rows.set(row.key, row);
    }
    if (disk.cursor.resync && !page.more) this.#sweep(touched);
    for (const key of touched) this.#show(key);
    disk.cursor = cursor;
  }

  #settle({ acks }: Page) {
    const { disk, world } = this;
    const known = new Map(acks.map((ack) => [ack.mid, ack]));
    disk.outbox = disk.outbox.filter((each) => {
      const ack = known.get(each.mid);
      if (!ack) return true;
      if (ack.rejected) {
        if (world.holds('quarantine')) disk.quarantine.add(each.mid);
        return !world.holds('poisonAside');
      }
      // As the server dated it, so that a later history orders it alike.
      const set = dated(each.set, ({ ts }, path) => ack.effs[path] ?? ts);
      disk.archive.push({ ...toMutation(each), set });
      return false;
    });
  }

  /** Nothing of the new history was seen of these: the server does not have them. */
  #sweep(touched: Set<string>) {
    const { disk } = this;
    for (const key of [...disk.rows.keys()]) {
      if (disk.seen.has(key)) continue;
      if (touched.has(key)) disk.base.set(key, null);
      else disk.rows.delete(key);
    }
  }

  /** What is seen of a row: the server's copy with the waiting changes over it. */
  #show(key: string) {
    const { disk } = this;
    const base = disk.base.get(key) ?? null;
    const waiting = disk.outbox.filter(({ id }) => id === key);
    let stored: Stored | null = base?.stored ?? null;
    for (const mutation of waiting) {
      const outcome = apply(stored, mutation, {
        by: 'client',
        now: Infinity,
        effOf: () => undefined
      });
      if (outcome.status !== 'rejected') stored = outcome.stored;
    }
    if (waiting.length === 0) disk.base.delete(key);
    if (stored) disk.rows.set(key, { key, seq: base?.seq ?? 0, stored });
    else disk.rows.delete(key);
  }
}

function toMutation({ sent: _, ...mutation }: Waiting): Mutation {
  return mutation;
}

type Change = Mutation['set'][string];

function dated(set: Mutation['set'], at: (change: Change, path: string) => number) {
  return Object.fromEntries(
    Object.entries(set).map(([path, change]) => {
      const ts = at(change, path);
      return [path, { ...change, ts, baseEff: Math.min(change.baseEff, ts - 1) }];
    })
  );
}

const early = ({ base, baseEff, ts }: Change) => (base === null ? ts : baseEff + 1);

function copy(disk: Disk): Disk {
  return {
    ...disk,
    rows: new Map(disk.rows),
    base: new Map(disk.base),
    outbox: [...disk.outbox],
    archive: [...disk.archive],
    quarantine: new Set(disk.quarantine),
    seen: new Set(disk.seen)
  };
}
