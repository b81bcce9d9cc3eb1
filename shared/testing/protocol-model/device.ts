import { apply, type Stored } from '#shared/apply';
import type { Mutation } from '#shared/mutations';
import { nextStamp } from '#shared/stamps';
import type { Rule } from './rules.ts';
import type { Cursor, Page, Row } from './server.ts';

/** How ids of the collection begin that the version before does not know. */
export const newCollection = 'n';

interface Waiting extends Mutation {
  sent: boolean;
}
interface Disk {
  cursor: Cursor & { resync: boolean };
  rows: Map<string, Row>;
  /** The server's copy of rows with waiting changes; `null` where it had none. */
  base: Map<string, Row | null>;
  outbox: Waiting[];
  archive: Mutation[];
  quarantine: Set<string>;
  seen: Set<string>;
  cseq: number;
  /** Ids known to be purged, and those a server that was set back has still to be told of. */
  purged: Set<string>;
  owed: Set<string>;
  /** What waited when the right to read was lost. */
  aside: Set<string>;
  /** Rows of a collection this version does not know. */
  unknown: Map<string, Row>;
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
    cursor: { epoch: '', seq: 0, since: 0, resync: false },
    rows: new Map(),
    base: new Map(),
    outbox: [],
    archive: [],
    quarantine: new Set(),
    seen: new Set(),
    cseq: 0,
    purged: new Set(),
    owed: new Set(),
    aside: new Set(),
    unknown: new Map()
  };
  /** Whether it runs the version before, which knows nothing of the newest collection. */
  isOld = false;
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
    other.isOld = this.isOld;
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
      mid,
      cseq: queued?.cseq ?? ++disk.cseq,
      scope: 'w',
      collection: 'presets',
      id: key,
      sv: 1,
      op: row ? 'patch' : 'create',
      set,
      sent: queued?.sent ?? false,
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
    if (world.holds('archive')) {
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
    if (world.holds('purgedAgain')) disk.owed = new Set(disk.purged);
    this.#fromStart(epoch);
  }

  /** Too long away: what is not told any more can only be missed by reading everything. */
  readAgain() {
    this.#begin();
    this.#fromStart(this.disk.cursor.epoch);
  }

  #fromStart(epoch: string) {
    this.disk.cursor = { epoch, seq: 0, since: 0, resync: true };
    this.disk.seen = new Set();
  }

  /** The right to read is lost: nothing of the scope stays but the own words that wait. */
  leave() {
    this.#begin();
    const { disk, world } = this;
    if (world.holds('goneKeepsPending')) for (const { mid } of disk.outbox) disk.aside.add(mid);
    disk.outbox = [];
    disk.base = new Map();
    disk.unknown = new Map();
    if (world.holds('goneTakesRows')) disk.rows = new Map();
    this.#fromStart('');
  }

  upgrade() {
    this.#begin();
    this.isOld = false;
    for (const [key, row] of this.disk.unknown) this.disk.rows.set(key, row);
    this.disk.unknown = new Map();
  }

  page(page: Page) {
    const { disk, world } = this;
    if (page.epoch !== disk.cursor.epoch) return;
    if (world.holds('fromCheck') && page.from !== disk.cursor.seq) return;
    this.#begin();
    if (page.to < disk.cursor.seq) world.wrong(`${this.client} read backwards`);
    const { epoch, to: seq, since, more } = page;
    const cursor = { epoch, seq, since, resync: disk.cursor.resync && more };
    if (!world.holds('atomicPages')) {
      disk.cursor = cursor;
      if (world.dies()) return;
    }
    this.#forget(page.purged);
    this.#settle(page);
    const touched = new Set(disk.base.keys());
    for (const row of page.rows) {
      disk.seen.add(row.key);
      if (this.isOld && row.key.startsWith(newCollection)) {
        if (world.holds('keepUnknown')) disk.unknown.set(row.key, row);
      } else if (disk.base.has(row.key)) disk.base.set(row.key, row);
      else disk.rows.set(row.key, row);
    }
    if (disk.cursor.resync && !page.more) this.#sweep(touched);
    for (const key of touched) this.#show(key);
    disk.cursor = cursor;
  }

  /** Purged: what was sent is gone here too; what waits is kept by the server as something new. */
  #forget(purged: string[]) {
    const { disk } = this;
    for (const key of purged) {
      disk.purged.add(key);
      disk.owed.delete(key);
      disk.unknown.delete(key);
      if (disk.base.has(key)) disk.base.set(key, null);
      else disk.rows.delete(key);
      disk.archive = disk.archive.filter(({ id }) => id !== key);
    }
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
    const { disk, world } = this;
    if (world.holds('sweepUnknown'))
      for (const key of [...disk.unknown.keys()]) if (!disk.seen.has(key)) disk.unknown.delete(key);
    if (!world.holds('sweep')) return;
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
    seen: new Set(disk.seen),
    purged: new Set(disk.purged),
    owed: new Set(disk.owed),
    aside: new Set(disk.aside),
    unknown: new Map(disk.unknown)
  };
}
