import { timingSafeEqual } from 'node:crypto';
import { can } from '#shared/access';
import type { Role } from '#shared/access';
import { AppError } from '#shared/errors';
import { isAlive, mayWithShare } from '#shared/sharing/rights';
import type { ShareRole } from '#shared/sharing/rights';
import { sharedContentSchema } from '#shared/sharing/shared-content';
import type { newShareSchema, OpenedShare, Share, sharePatchSchema } from '#shared/sharing/wire';
import type * as z from 'zod/mini';
import { promptContent } from '#shared/prompt-content';
import { sharePrompt } from '#shared/sharing/make-shared';
import type { Audit } from '../audit/audit.ts';
import { hashOf, newSecret } from '../auth/secrets.ts';
import type { RandomBytes } from '../auth/secrets.ts';
import type { Author } from '../db/author.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Principal } from '../http/route.ts';
import { storedPrompt } from '../prompts/stored-prompt.ts';
import { judgeSecrets } from './judge-secrets.ts';
import type { HeldKeys } from './judge-secrets.ts';
import { prepareShareComments } from './share-comments.ts';
import { prepareShareRows, shareOf } from './share-rows.ts';
import type { ShareRow } from './share-rows.ts';

/** A link with all it shows, and whether whoever asks may change and revoke it. */
type Review = { share: Share } & OpenedShare & {
    _capabilities: { edit: boolean; delete: boolean };
  };

export interface SharesDeps extends HeldKeys {
  sql: Sql;
  writer: Writer;
  author: Author;
  audit: Pick<Audit, 'write'>;
  now: () => number;
  random: RandomBytes;
}

const day = 24 * 60 * 60 * 1000;
/** What the hash of a link that is not there is compared with, so that both cost the same. */
const nobodys = hashOf('');

export type Shares = ReturnType<typeof createShares>;

/** Links that show a frozen copy of something, each a row of its organization. */
export function createShares(deps: SharesDeps) {
  const { sql, writer, author, audit, now, random } = deps;
  const rows = prepareShareRows(sql);
  const comments = prepareShareComments(sql);
  const membership = sql
    .prepare<[string, string], Role>(
      'select role from members where user_id = ? and organization_id = ?'
    )
    .pluck();

  const endOf = (days: number | null) => (days === null ? null : now() + days * day);

  function note(principal: Principal, verb: string, row: Pick<Share, 'id'> & Partial<Share>) {
    const { visibility, role, subject } = row;
    audit.write({
      organizationId: principal.organizationId,
      actor: principal.userId,
      verb,
      subject: row.id,
      facts: Object.fromEntries(
        Object.entries({ visibility, role, subject }).filter(([, value]) => value !== undefined)
      )
    });
  }

  /** One of the organization's that still opens. @throws AppError NOT_FOUND */
  function own({ organizationId }: Principal, id: string): ShareRow {
    const row = rows.find(id);
    if (!row || row.organizationId !== organizationId || !isAlive(row, now()))
      throw new AppError('NOT_FOUND', { detail: 'The link.' });
    return row;
  }

  /** Changing what somebody else made is for those who manage. */
  const mayChange = (principal: Principal, row: ShareRow) =>
    row.createdBy === principal.userId || can(principal, 'manage', principal);

  /** @throws AppError FORBIDDEN, NOT_FOUND */
  function ownToChange(principal: Principal, id: string): ShareRow {
    const row = own(principal, id);
    if (!mayChange(principal, row)) throw new AppError('FORBIDDEN');
    return row;
  }

  /** In the organization of a share; a key stands for one organization and what it was made for. */
  function roleAt(principal: Principal | null, organizationId: string): Role | null {
    if (!principal) return null;
    if (principal.organizationId === organizationId)
      return can(principal, 'view', principal) ? principal.role : null;
    if (principal.via === 'key') return null;
    return membership.get(principal.userId, organizationId) ?? null;
  }

  /** The link and what this opener may do with it; `null` for all that does not open, which cost the same. */
  function find(
    id: string,
    secret: string | undefined,
    principal: Principal | null
  ): { row: ShareRow; may: ShareRole[] } | null {
    const row = rows.find(id);
    const given = Buffer.from(hashOf(secret ?? ''));
    const holdsSecret = timingSafeEqual(given, Buffer.from(row?.secretHash ?? nobodys));
    if (!row) return null;
    const role = roleAt(principal, row.organizationId);
    const may = mayWithShare(row, { holdsSecret, isSignedIn: principal !== null, role }, now());
    return may.length === 0 ? null : { row, may };
  }

  /** Whoever may edit by it sees the prompt as it lives, not the copy. @throws AppError INVALID_REQUEST, SECRET_FOUND */
  function judgeEdit(
    { organizationId, scope }: Principal,
    { subject, subjectId }: Pick<ShareRow, 'subject' | 'subjectId'>,
    secretsSeen: boolean
  ): boolean {
    const held = subject === 'prompt' && subjectId !== null ? subjectId : null;
    if (held === null || author.read(scope, 'prompts', held)?.deletedAt !== null)
      throw new AppError('INVALID_REQUEST', {
        detail: 'body.role: only a prompt that is there can be edited by a link.'
      });
    const { prompt, messages } = storedPrompt(author, scope, held);
    const seen = sharePrompt('', promptContent(prompt, messages));
    return judgeSecrets(deps, organizationId, seen, secretsSeen);
  }

  /** With it all that may be said of it, where that may be said. */
  function openedOf(row: ShareRow, may: ShareRole[], userId: string | null, manages = false) {
    const content = sharedContentSchema.parse(JSON.parse(row.content));
    return {
      content,
      sharedAt: row.createdAt,
      expiresAt: row.expiresAt,
      role: row.role,
      may,
      comments: may.includes('comment') ? comments.list(row.id, userId, manages) : []
    } satisfies OpenedShare;
  }

  return {
    /** The link, if this opener may do that with it. @throws AppError FORBIDDEN, NOT_FOUND */
    admitted(
      id: string,
      secret: string | undefined,
      principal: Principal,
      verb: ShareRole
    ): ShareRow {
      const found = find(id, secret, principal);
      // In its organization one needs no key to edit what one sees anyway.
      const row = found?.row ?? own(principal, id);
      const may = found?.may ?? (can(principal, 'edit', principal) ? mayAsOwn(row) : []);
      if (may.length === 0) throw new AppError('NOT_FOUND', { detail: 'The link.' });
      if (!may.includes(verb)) throw new AppError('FORBIDDEN');
      return row;
    },

    /** One that opens; `null`: there is none. */
    living: (id: string): ShareRow | null => {
      const row = rows.find(id);
      return row && isAlive(row, now()) ? row : null;
    },

    /** Whether whoever made it may still let others edit there. */
    stands: ({ createdBy, organizationId }: ShareRow): boolean =>
      can({ organizationId, role: membership.get(createdBy, organizationId) ?? null }, 'edit', {
        organizationId
      }),

    mayManage: (principal: Principal, row: ShareRow): boolean =>
      row.organizationId === principal.organizationId && mayChange(principal, row),

    list: (organizationId: string): Share[] => rows.living(organizationId, now()).map(shareOf),

    /** What a link of one's own organization shows. @throws AppError NOT_FOUND */
    review(principal: Principal, id: string): Review {
      const row = own(principal, id);
      const edit = mayChange(principal, row);
      return {
        share: shareOf(row),
        ...openedOf(row, mayAsOwn(row), principal.userId, edit),
        _capabilities: { edit, delete: edit }
      };
    },

    /** @throws AppError SECRET_FOUND */
    async make(
      principal: Principal,
      asked: z.output<typeof newShareSchema>
    ): Promise<{ share: Share; secret: string }> {
      const { content, subjectId, visibility, role, days, secretsSeen } = asked;
      const inCopy = judgeSecrets(deps, principal.organizationId, content, secretsSeen);
      const from = { subject: content.subject, subjectId };
      const hasSecrets = (role === 'edit' && judgeEdit(principal, from, secretsSeen)) || inCopy;
      const secret = newSecret(random);
      const id = Buffer.from(random(16)).toString('base64url');
      await writer.transact(() => {
        rows.add({
          id,
          organizationId: principal.organizationId,
          subject: content.subject,
          subjectId,
          title: content.title,
          content: JSON.stringify(content),
          visibility,
          role,
          secretHash: hashOf(secret),
          createdBy: principal.userId,
          createdAt: now(),
          expiresAt: endOf(days)
        });
        note(principal, 'share.create', { id, visibility, role, subject: content.subject });
        if (hasSecrets) note(principal, 'share.secretsSeen', { id });
      });
      return { share: shareOf(own(principal, id)), secret };
    },

    /** @throws AppError FORBIDDEN, NOT_FOUND */
    async change(
      principal: Principal,
      id: string,
      { role, days }: z.output<typeof sharePatchSchema>
    ): Promise<Share> {
      await writer.transact(() => {
        const row = ownToChange(principal, id);
        if (role === 'edit' && row.role !== 'edit') judgeEdit(principal, row, false);
        rows.change(id, role ?? row.role, days === undefined ? row.expiresAt : endOf(days));
        note(principal, 'share.change', { id, role: role ?? row.role });
      });
      return shareOf(own(principal, id));
    },

    /** From the next request on it opens nothing, and what it showed is gone. @throws AppError FORBIDDEN, NOT_FOUND */
    async revoke(principal: Principal, id: string): Promise<void> {
      await writer.transact(() => {
        ownToChange(principal, id);
        rows.revoke(id, now());
        note(principal, 'share.revoke', { id });
      });
    },

    /** What nobody can see any more is not kept. */
    tidy: () => writer.transact(() => rows.forgetEnded(now())),

    /** What a link shows, to whoever may see it; `null`: it opens nothing, whyever. */
    async open(
      id: string,
      secret: string | undefined,
      principal: Principal | null
    ): Promise<OpenedShare | null> {
      const found = find(id, secret, principal);
      if (!found) return null;
      // What is counted is no content: it may be lost, and never holds up who reads.
      await writer.transact(() => rows.opened(id, now()));
      return openedOf(found.row, found.may, principal?.userId ?? null);
    }
  };
}

/** In its organization one sees what it shows without its key, and what is said about it. */
const mayAsOwn = ({ role }: ShareRow): ShareRole[] =>
  role === 'comment' || role === 'edit' ? ['view', 'comment'] : ['view'];
