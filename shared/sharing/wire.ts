import * as z from 'zod/mini';
import { shareRoles, visibilities } from './rights.ts';
import { sharedContentSchema, subjectKinds } from './shared-content.ts';

/** What goes over the wire about share links. Times in milliseconds since the epoch. */

/** Longest life one may give a link, in days. */
export const mostDays = 365;
export const usualDays = 30;
/** The largest thing that can be shared, in bytes of JSON. */
export const mostSharedBytes = 2 * 1024 * 1024;

export const newShareSchema = z.lazy(() =>
  z.strictObject({
    /** Where it comes from, for the list of one's links. */
    subjectId: z.nullable(z.string().check(z.maxLength(64))),
    content: sharedContentSchema,
    visibility: z.enum(visibilities),
    role: z._default(z.enum(shareRoles), 'view'),
    /** `null`: it does not end by itself. */
    days: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(mostDays))), usualDays),
    /** What looks like a secret in it is none, or is meant to be seen. */
    secretsSeen: z._default(z.boolean(), false)
  })
);

export const sharePatchSchema = z.lazy(() =>
  z.strictObject({
    role: z.optional(z.enum(shareRoles)),
    days: z.optional(z.nullable(z.int().check(z.minimum(1), z.maximum(mostDays))))
  })
);

export const shareSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    subject: z.enum(subjectKinds),
    subjectId: z.nullable(z.string()),
    title: z.string(),
    visibility: z.enum(visibilities),
    role: z.enum(shareRoles),
    createdBy: z.string(),
    /** The maker's name, where there are accounts. */
    author: z.nullable(z.string()),
    createdAt: z.number(),
    expiresAt: z.nullable(z.number()),
    opens: z.int(),
    lastOpenedAt: z.nullable(z.number()),
    /** How many comments stand beside it. */
    comments: z.int()
  })
);
export type Share = z.infer<typeof shareSchema>;

export const sharesSchema = z.lazy(() => z.object({ items: z.array(shareSchema) }));

/** `secret` is told this once and never again. */
export const madeShareSchema = z.lazy(() => z.object({ share: shareSchema, secret: z.string() }));

export const openShareSchema = z.lazy(() => z.strictObject({ secret: secretSchema() }));

/** What somebody said about the copy a link shows; `author` is the name of their account. */
export const shareCommentSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    author: z.nullable(z.string()),
    text: z.string(),
    createdAt: z.number(),
    mayDelete: z.boolean()
  })
);
export type ShareComment = z.infer<typeof shareCommentSchema>;
export const shareCommentsSchema = z.lazy(() => z.object({ items: z.array(shareCommentSchema) }));

/** Comments one link may have. */
export const mostShareComments = 500;

const secretSchema = () => z.optional(z.string().check(z.maxLength(200)));

export const newShareCommentSchema = z.lazy(() =>
  z.strictObject({
    secret: secretSchema(),
    text: z.string().check(z.trim(), z.minLength(1), z.maxLength(10_000))
  })
);

export const openedShareSchema = z.lazy(() =>
  z.object({
    content: sharedContentSchema,
    sharedAt: z.number(),
    expiresAt: z.nullable(z.number()),
    /** What the link was made for. */
    role: z.enum(shareRoles),
    /** What whoever opened it may do: less than that for who is not signed in. */
    may: z.array(z.enum(shareRoles)),
    /** The oldest first; none for who may not comment. */
    comments: z.array(shareCommentSchema)
  })
);
export type OpenedShare = z.infer<typeof openedShareSchema>;

/**
 * Where the prompt a link lets one edit is to be found: under a grant, or, for who may edit in its organization
 * anyway, under its own id.
 */
export const joinedShareSchema = z.lazy(() =>
  z.object({
    grantId: z.nullable(z.string()),
    promptId: z.string(),
    kind: z.enum(['text', 'messages'])
  })
);

/** Where a link leads: the page without scripts, or the app for what only members may see. */
export function shareAddress(
  origin: string,
  { id, visibility }: Pick<Share, 'id' | 'visibility'>,
  secret: string
): string {
  if (visibility === 'team') return `${origin}/shares/${id}`;
  return `${origin}/s/${id}${visibility === 'unlisted' ? `#${secret}` : ''}`;
}
