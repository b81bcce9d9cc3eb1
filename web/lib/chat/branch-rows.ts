import type { ConversationTree } from '#shared/conversation-tree';
import type { ChatRow } from './chat-content';
import { previewOf } from './chat-words';

/** A place where a conversation branches, or the message a branch begins with. */
export interface BranchRow {
  id: string;
  words: string;
  /** How many forks stand above it. */
  depth: number;
  isModel: boolean;
  /** On the branch that is shown. */
  isShown: boolean;
  /** Messages that follow it before the next fork. */
  more: number;
}

/** The forks of a conversation as an indented list: straight stretches are counted, not shown. */
export function branchRows(tree: ConversationTree<ChatRow>, path: readonly ChatRow[]): BranchRow[] {
  const shown = new Set(path.map(({ id }) => id));
  const rows: BranchRow[] = [];
  let forks = false;
  const open = [...tree.childrenOf(null)].reverse().map((one) => ({ one, depth: 0 }));
  if (open.length > 1) forks = true;
  while (open.length > 0) {
    const { one, depth } = open.pop()!;
    let more = 0;
    let children = tree.childrenOf(one.id);
    while (children.length === 1 && children[0]) {
      more += 1;
      children = tree.childrenOf(children[0].id);
    }
    if (children.length > 1) forks = true;
    rows.push({
      id: one.id,
      depth,
      more,
      isShown: shown.has(one.id),
      words: previewOf(one.text) || (one.role === 'assistant' ? 'Answer' : 'Message'),
      isModel: one.role === 'assistant'
    });
    for (const child of [...children].reverse()) open.push({ one: child, depth: depth + 1 });
  }
  return forks ? rows : [];
}
