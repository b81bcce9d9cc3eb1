/*
 * The messages of a conversation form a tree: each edit and each other answer is a sibling. Rows come from
 * several devices in any order, so a parent may be missing for a while, or deleted, or (from a broken client)
 * stand in a circle: every row that lives has a place all the same, and the same one on every device.
 */

export interface TreeMessage {
  id: string;
  parentId: string | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  deletedAt: number | null;
}

export interface ConversationTree<One extends TreeMessage> {
  byId: ReadonlyMap<string, One>;
  /** The nearest living message above it; `null` where it begins a branch of its own. */
  parentOf(id: string): One | null;
  /** What follows a message, oldest first; `null`: what the conversation begins with. */
  childrenOf(id: string | null): readonly One[];
}

const byAge = (a: TreeMessage, b: TreeMessage) =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Puts rows into their tree. Deleted ones are left out; what followed them follows what they followed. */
export function plantTree<One extends TreeMessage>(rows: Iterable<One>): ConversationTree<One> {
  const all = new Map<string, One>();
  for (const row of rows) all.set(row.id, row);
  const byId = new Map([...all].filter(([, { deletedAt }]) => deletedAt === null));
  const parents = livingParents(all, byId);
  const children = new Map<string | null, One[]>();
  for (const one of [...byId.values()].sort(byAge)) {
    const parent = parents.get(one.id) ?? null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(one);
    else children.set(parent, [one]);
  }
  return {
    byId,
    parentOf: (id) => byId.get(parents.get(id) ?? '') ?? null,
    childrenOf: (id) => children.get(id) ?? []
  };
}

function livingParents<One extends TreeMessage>(
  all: ReadonlyMap<string, One>,
  byId: ReadonlyMap<string, One>
): Map<string, string | null> {
  const parents = new Map<string, string | null>();
  for (const one of byId.values()) {
    const met = new Set<string>();
    let above = one.parentId;
    while (above !== null && !byId.has(above) && !met.has(above)) {
      met.add(above);
      above = all.get(above)?.parentId ?? null;
    }
    parents.set(one.id, above !== null && byId.has(above) ? above : null);
  }
  openCircles(parents);
  return parents;
}

/** Of each circle the smallest id begins a branch. */
function openCircles(parents: Map<string, string | null>): void {
  const done = new Set<string>();
  for (const start of parents.keys()) {
    const way: string[] = [];
    const on = new Set<string>();
    let at: string | null = start;
    while (at !== null && !done.has(at) && !on.has(at)) {
      on.add(at);
      way.push(at);
      at = parents.get(at) ?? null;
    }
    if (at !== null && on.has(at)) {
      const circle = way.slice(way.indexOf(at));
      parents.set(
        circle.reduce((least, id) => (id < least ? id : least)),
        null
      );
    }
    for (const id of way) done.add(id);
  }
}

/** The way from the beginning to a message, with it. */
export function pathTo<One extends TreeMessage>(tree: ConversationTree<One>, id: string): One[] {
  const path: One[] = [];
  for (let one = tree.byId.get(id) ?? null; one; one = tree.parentOf(one.id)) path.push(one);
  return path.reverse();
}

/** The shown branch: through the active message, and on by what is newest to its end. */
export function activePath<One extends TreeMessage>(
  tree: ConversationTree<One>,
  activeLeafId: string | null
): One[] {
  const path = activeLeafId === null ? [] : pathTo(tree, activeLeafId);
  for (;;) {
    const next = tree.childrenOf(path.at(-1)?.id ?? null).at(-1);
    if (!next) return path;
    path.push(next);
  }
}

/** The messages one can switch between at this place, oldest first, and which of them this is. */
export function siblingsOf<One extends TreeMessage>(
  tree: ConversationTree<One>,
  id: string
): { items: readonly One[]; at: number } {
  const items = tree.childrenOf(tree.parentOf(id)?.id ?? null);
  return { items, at: items.findIndex((one) => one.id === id) };
}

/** A message and everything below it, each before what follows it. */
export function branchOf<One extends TreeMessage>(tree: ConversationTree<One>, id: string): One[] {
  const first = tree.byId.get(id);
  const found: One[] = first ? [first] : [];
  for (let at = 0; at < found.length; at += 1) found.push(...tree.childrenOf(found[at]?.id ?? ''));
  return found;
}

/**
 * Where one looks after a branch was deleted: at the sibling before it, else the one after, else at what
 * it followed. The active message itself if it was in another branch.
 */
export function leafAfterDelete<One extends TreeMessage>(
  tree: ConversationTree<One>,
  deletedId: string,
  activeLeafId: string | null
): string | null {
  const isShown = activePath(tree, activeLeafId).some(({ id }) => id === deletedId);
  if (!isShown) return activeLeafId;
  const { items, at } = siblingsOf(tree, deletedId);
  const beside = items[at - 1] ?? items[at + 1];
  return beside?.id ?? tree.parentOf(deletedId)?.id ?? null;
}

/** The ends of all branches, oldest first. */
export function leavesOf<One extends TreeMessage>(tree: ConversationTree<One>): One[] {
  return [...tree.byId.values()].filter(({ id }) => tree.childrenOf(id).length === 0).sort(byAge);
}
