import type { ShareRole, Visibility } from '#shared/sharing/rights';
import type { SubjectKind } from '#shared/sharing/shared-content';

export const visibilityWords: Record<Visibility, { label: string; hint: string }> = {
  unlisted: {
    label: 'Anyone with the link',
    hint: 'The link carries a key that no log and no preview ever sees. It is shown once.'
  },
  public: {
    label: 'Public page',
    hint: 'Whoever knows the address sees it, without a key. Search engines are asked to stay away.'
  },
  team: {
    label: 'Members of the organization',
    hint: 'They sign in and open it in the app.'
  }
};

export const roleWords: Record<ShareRole, string> = {
  view: 'read it',
  comment: 'read it and comment',
  duplicate: 'read and duplicate it',
  edit: 'edit it'
};

export const roleHints: Record<ShareRole, string | null> = {
  view: null,
  comment: 'To comment they sign in. What they say stands beside the copy.',
  duplicate: null,
  edit: 'To edit they sign in. They see nothing else of yours.'
};

export const kindWords: Record<SubjectKind, string> = {
  prompt: 'prompt',
  run: 'run',
  comparison: 'runs',
  conversation: 'conversation',
  snapshot: 'snapshot'
};

/** Names by which only the machine itself is reached. */
export function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]', '::1'].includes(hostname);
}

export function opensWords(opens: number): string {
  if (opens === 0) return 'never opened';
  return opens === 1 ? 'opened once' : `opened ${opens.toLocaleString('en')} times`;
}

export const commentWords = (comments: number): string =>
  comments === 1 ? 'one comment' : `${comments} comments`;

const dayMs = 24 * 60 * 60 * 1000;

/** When a link ends, as seen from `now`. */
export function endWords(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return 'does not end';
  const days = Math.round((expiresAt - now) / dayMs);
  if (days < 1) return 'ends within a day';
  return days === 1 ? 'ends in a day' : `ends in ${days} days`;
}
