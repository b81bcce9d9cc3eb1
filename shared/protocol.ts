import * as z from 'zod/mini';
import { errorCodes, type ErrorCode } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import { mutationSchema } from '#shared/mutations';

/** What one push may hold. A pasted novel is about 1 MB and has to fit. */
export const pushLimits = {
  mutations: 200,
  bytes: 8 * 1024 * 1024,
  mutationBytes: 4 * 1024 * 1024
};
/** What one page of a pull aims at; the last unit of a page may exceed it. */
export const pageLimits = {
  rows: 1000,
  bytes: 1024 * 1024,
  acks: 5000,
  /** What a new device is given to begin with, so that its list is there soon. */
  firstRows: 100,
  /** Runs a new device is given before the rest. */
  recentRuns: 2000
};

/**
 * How a mutation ended. `merged`: its text met another one, and the words of both stand; `lost`: another change, made without knowledge of it, stands; `conflict`: two
 * texts met; the value that does not stand is a revision; `rejected`: not taken in, with a code;
 * `forked`: this client's numbering is used by someone else, so it needs a new client id.
 */
export const mutationStatuses = [
  'applied',
  'merged',
  'lost',
  'conflict',
  'rejected',
  'forked'
] as const;
export type MutationStatus = (typeof mutationStatuses)[number];

const code = z.lazy(() =>
  z.nullable(
    z.pipe(
      z.string(),
      // A newer server may know codes this client does not.
      z.transform((value): ErrorCode => errorCodes.find((known) => known === value) ?? 'INTERNAL')
    )
  )
);

export const resultSchema = z.lazy(() =>
  z.object({
    mid: z.string(),
    /** `null` where nothing was written: a scope the person may not write, a fork. */
    seq: z.nullable(z.int()),
    status: z.enum(mutationStatuses),
    code,
    detail: z.nullable(z.string()),
    /** Effective time given to each path. */
    effs: z.record(z.string(), z.number())
  })
);
export type Result = z.infer<typeof resultSchema>;

export const stampsSchema = z.lazy(() =>
  z.record(z.string(), z.object({ mid: z.string(), eff: z.number() }))
);

export const wireRowSchema = z.lazy(() =>
  z.object({
    collection: z.string(),
    id: z.string(),
    seq: z.int(),
    body: z.record(z.string(), z.unknown()),
    stamps: stampsSchema
  })
);
export type WireRow = z.infer<typeof wireRowSchema>;

/** The id of a record that was deleted for ever: no device keeps it, and no late change brings it back. */
export const tombstoneSchema = z.lazy(() =>
  z.object({ collection: z.string(), id: z.string(), seq: z.int() })
);
export type Tombstone = z.infer<typeof tombstoneSchema>;

export const pushRequestSchema = z.lazy(() =>
  z.object({
    clientId: idSchema(),
    /**
     * The history the device knows. A server with another one takes nothing in and answers without results:
     * a change that comes before the ones it was made over could not be placed.
     */
    epoch: z.optional(z.string()),
    mutations: z.array(mutationSchema).check(z.maxLength(pushLimits.mutations))
  })
);
export type PushRequest = z.infer<typeof pushRequestSchema>;

export const pushResponseSchema = z.lazy(() =>
  z.object({ epoch: z.string(), results: z.array(resultSchema) })
);
export type PushResponse = z.infer<typeof pushResponseSchema>;

const placeSchema = z.lazy(() => z.object({ seq: z.int(), mark: z.nullable(z.string()) }));
export type Place = z.infer<typeof placeSchema>;

/** A place in a scope's history: valid only within its epoch, and proven by the mark found there. */
export const cursorSchema = z.lazy(() =>
  z.object({
    epoch: z.string(),
    seq: z.int(),
    mark: z.nullable(z.string()),
    /** A device that has nothing yet wants what is on its screens first: '' or the last answer's `next`. */
    ahead: z.optional(z.string().check(z.maxLength(64))),
    /** The furthest place rows ahead of the cursor came from, proven like the cursor itself. */
    seen: z.optional(placeSchema),
    /** The device has all packs up to this one: the feed leaves out what stands there. */
    packs: z.optional(z.int()),
    /** The device was given all projects, prompts and presets up to this seq ahead: the feed leaves them out. */
    given: z.optional(z.int()),
    /** `since` of the answer before, 0 if it had none. An older device says none. */
    since: z.optional(z.int())
  })
);

export const pullRequestSchema = z.lazy(() =>
  z.object({
    clientId: idSchema(),
    cursors: z.record(z.string(), cursorSchema)
  })
);
export type PullRequest = z.infer<typeof pullRequestSchema>;

export const pageSchema = z.lazy(() =>
  z.object({
    kind: z.literal('page'),
    from: z.int(),
    to: z.int(),
    mark: z.nullable(z.string()),
    more: z.boolean(),
    /** Records after this page, if there are more. An older server does not say. */
    left: z.optional(z.int()),
    /** The scope's newest seq when this device began to read from its start. An older server says none. */
    since: z.optional(z.int()),
    /** Each record once, as it is at its latest seq. */
    rows: z.array(wireRowSchema),
    /** Records deleted for ever in this stretch. An older server has none. */
    tombstones: z.optional(z.array(tombstoneSchema)),
    /** Results of the asking client's own mutations in this stretch. */
    acks: z.array(resultSchema)
  })
);
export type Page = z.infer<typeof pageSchema>;

/** What there is in packs (see `pack.ts`), newest first. */
export const packListSchema = z.lazy(() =>
  z.object({
    /** What to say to the feed once all of them are here. */
    upTo: z.int(),
    items: z.array(z.object({ hash: z.string(), runs: z.int() }))
  })
);
export type PackList = z.infer<typeof packListSchema>;

/**
 * Rows that a new device shows while it reads everything: the feed brings each of them again, so they
 * move no cursor. Each unit of the feed is in it whole or not at all.
 */
export const aheadSchema = z.lazy(() =>
  z.object({
    kind: z.literal('ahead'),
    rows: z.array(wireRowSchema),
    /** What to ask with next; `null`: from now on the feed. */
    next: z.nullable(z.string()),
    /** Records the feed holds; without those of `packs`, if there are. */
    left: z.int(),
    /** To be fetched before the feed is asked for. */
    packs: z.optional(packListSchema),
    /** As in a page: when this device began to read. */
    since: z.int(),
    seen: placeSchema
  })
);
export type Ahead = z.infer<typeof aheadSchema>;

const scopeAnswerSchema = z.lazy(() =>
  z.discriminatedUnion('kind', [
    pageSchema,
    aheadSchema,
    /**
     * Read everything again in the answer's epoch. If that is the cursor's own, the history is the same, but
     * this device was away for longer than purges are told of.
     */
    z.object({ kind: z.literal('resync') }),
    /** The person has no right to this scope (any more). */
    z.object({ kind: z.literal('gone') })
  ])
);

export const pullResponseSchema = z.lazy(() =>
  z.object({
    epoch: z.string(),
    /** The server's clock, in milliseconds. */
    now: z.number(),
    scopes: z.record(z.string(), scopeAnswerSchema)
  })
);
export type PullResponse = z.infer<typeof pullResponseSchema>;

/** `data` of an `event: poke` on GET /v1/events: this scope has moved. */
export const pokeSchema = z.lazy(() => z.object({ scope: z.string(), seq: z.int() }));
export type Poke = z.infer<typeof pokeSchema>;

/** A text that does not stand, or not any more, as the server keeps it. */
export const revisionSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    mid: z.string(),
    value: z.unknown(),
    /** How the change that brought it ended; a newer server may know more words. */
    status: z.string(),
    at: z.number(),
    /** The device that wrote it; `null` for the server, or where that is not known any more. */
    by: z.nullable(z.string())
  })
);
export type Revision = z.infer<typeof revisionSchema>;

export const revisionsPageSchema = z.lazy(() =>
  z.object({ items: z.array(revisionSchema), next: z.nullable(z.string()) })
);

/** GET /v1/sync/counts: records per collection, those in the trash too; none is left out. */
export const countsSchema = z.lazy(() => z.object({ counts: z.record(z.string(), z.int()) }));
