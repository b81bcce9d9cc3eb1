import * as z from 'zod/mini';
import { messagePartSchema, messageRoles } from '#shared/message-parts';
import { modelConfigSchema } from '#shared/model-config';
import { messageSummarySchema } from '#shared/message-summary';
import { commentAnchorSchema, commentedKinds } from '#shared/comment-fields';
import { idSchema } from '#shared/id-schema';
import { markedTextSchema, promptContentSchema, variableSchema } from '#shared/prompt-fields';
import { snapshotContentSchema, snapshotFactsSchema, snapshotKinds } from '#shared/snapshot-fields';
import { runClasses, runFields } from '#shared/run-fields';

/**
 * Every collection, declared once. Types, Dexie stores, validation on both sides, merging, search,
 * factories and the contract test follow from here; a new collection is not a server change.
 */

/**
 * How concurrent changes of one field meet.
 * - `register`: one value; a change made in knowledge of the old value wins, else the later stamp does
 * - `leaves`: an object whose keys are registers of their own (`modelConfig.temperature`)
 * - `elements`: a set of strings, each a yes/no register, so that adding and removing merge
 * - `text`: of two that did not know of each other, the words of both stand; a person decides where they cannot
 * - `fixed`: set at creation, never again
 * - `server`: written by the server alone
 */
export type FieldClass = 'register' | 'leaves' | 'elements' | 'text' | 'fixed' | 'server';

interface Declaration<Shape extends z.core.$ZodLooseShape> {
  /** Fields beside the common ones. Unknown fields of newer versions are kept, not refused. */
  fields: () => Shape;
  /** Merge class of each field that is not a plain `register`. */
  classes?: { [Field in keyof Shape]?: FieldClass };
  /** Dexie indexes beside the primary key. */
  indexes: string[];
  /** Fields searched as text. */
  search: (keyof Shape & string)[];
  /**
   * Its id follows from what it is (see `derived-id.ts`), so that two devices may make the same record:
   * only what was given is written then, for an empty name must not take the place of the other's.
   */
  derived?: true;
  /** One of it in a sentence, and how a record is called in a list. */
  noun: string;
}

/** Schemas are dear to build, and a screen paints without them: they are made when first asked for. */
function collection<Shape extends z.core.$ZodLooseShape>(declaration: Declaration<Shape>) {
  let fields: Shape | undefined;
  return {
    ...declaration,
    get fields(): Shape {
      return (fields ??= declaration.fields());
    }
  };
}

const name = () => z.string().check(z.maxLength(200));
/** Milliseconds since the epoch. */
const instant = () => z.number();

export const collections = {
  projects: collection({
    noun: 'project',
    fields: () => ({
      name: name(),
      description: z.string(),
      parentId: z.nullable(idSchema()),
      position: z.string(),
      defaultConfig: modelConfigSchema,
      retention: z.object({
        mode: z.enum(['keep', 'days', 'never']),
        days: z.nullable(z.int())
      })
    }),
    classes: { defaultConfig: 'leaves' },
    indexes: ['parentId'],
    search: ['name', 'description']
  }),
  prompts: collection({
    noun: 'prompt',
    fields: () => ({
      projectId: z.nullable(idSchema()),
      kind: z.enum(['text', 'messages']),
      name: name(),
      text: markedTextSchema,
      systemPrompt: z.string(),
      variables: z.array(variableSchema),
      modelConfig: modelConfigSchema,
      tools: z.array(z.unknown()),
      outputSchema: z.nullable(z.record(z.string(), z.unknown())),
      tags: z.array(z.string()),
      favourite: z.boolean(),
      position: z.string(),
      latestVersionId: z.nullable(idSchema())
    }),
    classes: {
      kind: 'fixed',
      text: 'text',
      systemPrompt: 'text',
      modelConfig: 'leaves',
      tags: 'elements'
    },
    indexes: ['projectId', 'updatedAt', 'deletedAt'],
    search: ['name', 'text', 'systemPrompt', 'tags']
  }),
  /** One row each, so that devices can reorder and edit them apart. */
  promptMessages: collection({
    noun: 'message',
    fields: () => ({
      promptId: idSchema(),
      role: z.enum(messageRoles),
      text: z.string(),
      /** What stands after the text: images, files, calls of tools and their results. */
      parts: z.array(messagePartSchema),
      position: z.string()
    }),
    classes: { promptId: 'fixed', text: 'text' },
    indexes: ['promptId'],
    search: ['text']
  }),
  /** Values for a prompt's variables, kept for reuse. */
  valueSets: collection({
    noun: 'value set',
    fields: () => ({
      promptId: idSchema(),
      name: name(),
      values: z.record(z.string(), z.unknown())
    }),
    classes: { promptId: 'fixed', values: 'leaves' },
    indexes: ['promptId'],
    search: ['name']
  }),
  versions: collection({
    noun: 'version',
    derived: true,
    fields: () => ({
      promptId: idSchema(),
      /** 1, 2, 3 … per prompt, given by the server; 0 until it has been. */
      number: z.int(),
      /** SHA-256 of the canonical JSON of `content`, in hex: same content, same version. */
      hash: z.string(),
      content: promptContentSchema,
      /** What a person calls it, beside its number. */
      name: name(),
      note: z.string(),
      createdBy: z.string()
    }),
    classes: {
      promptId: 'fixed',
      number: 'server',
      hash: 'fixed',
      content: 'fixed',
      createdBy: 'fixed'
    },
    indexes: ['promptId', '[promptId+number]', 'hash'],
    search: ['name', 'note']
  }),
  /** A movable name on a version, such as `production`. */
  labels: collection({
    noun: 'label',
    derived: true,
    fields: () => ({
      promptId: idSchema(),
      name: name(),
      versionId: idSchema()
    }),
    classes: { promptId: 'fixed', name: 'fixed' },
    indexes: ['promptId', 'versionId'],
    search: ['name']
  }),
  presets: collection({
    noun: 'preset',
    fields: () => ({
      name: name(),
      content: z.nullable(z.string()),
      modelConfig: modelConfigSchema
    }),
    classes: { content: 'text', modelConfig: 'leaves' },
    indexes: ['name', 'deletedAt'],
    search: ['name', 'content']
  }),
  conversations: collection({
    noun: 'conversation',
    fields: () => ({
      title: name(),
      modelConfig: modelConfigSchema,
      systemPrompt: z.string(),
      pinned: z.boolean(),
      /** The message the shown branch goes through (see `conversation-tree.ts`); `null` shows the newest. */
      activeLeafId: z.nullable(idSchema())
    }),
    classes: { modelConfig: 'leaves' },
    indexes: ['updatedAt', 'deletedAt'],
    search: ['title', 'systemPrompt']
  }),
  /** One row each. What was said is never changed: an edit or another answer is a sibling. */
  messages: collection({
    noun: 'chat message',
    fields: () => ({
      conversationId: idSchema(),
      /** What it follows; `null` begins the conversation. */
      parentId: z.nullable(idSchema()),
      role: z.enum(messageRoles),
      text: z.string(),
      /** What stands after the text: images, files, calls of tools and their results. */
      parts: z.array(messagePartSchema),
      /** The run that wrote it, and whose id it has; `null` of what a person wrote. */
      runId: z.nullable(idSchema()),
      /** What is sent in the place of it and all before it; `null`: they are sent themselves. */
      summary: z.nullable(messageSummarySchema)
    }),
    classes: {
      conversationId: 'fixed',
      parentId: 'fixed',
      role: 'fixed',
      text: 'fixed',
      parts: 'fixed',
      runId: 'fixed'
    },
    indexes: ['conversationId', '[conversationId+createdAt]'],
    search: ['text']
  }),
  runs: collection({
    noun: 'run',
    fields: runFields,
    classes: runClasses,
    indexes: [
      'promptId',
      '[promptId+startedAt]',
      'startedAt',
      'status',
      'modelAsked',
      'versionId',
      'rating',
      'conversationId'
    ],
    search: ['preview', 'note']
  }),
  /** A search kept under a name. */
  savedSearches: collection({
    noun: 'saved search',
    fields: () => ({
      name: name(),
      query: z.string().check(z.maxLength(1000))
    }),
    indexes: ['deletedAt'],
    search: []
  }),
  /** A frozen state, apart from what it was taken of. Each save of the same thing has the next number. */
  snapshots: collection({
    noun: 'snapshot',
    fields: () => ({
      subject: z.object({ kind: z.enum(snapshotKinds), id: z.string().check(z.maxLength(64)) }),
      /** 1, 2, 3 … per subject, given by the server; 0 until it has been. */
      number: z.int(),
      title: name(),
      content: snapshotContentSchema,
      /** What the model answered, where it is not part of the content; all of it is the model's. */
      output: z.nullable(
        z.object({
          text: z.string(),
          reasoning: z.string(),
          toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() }))
        })
      ),
      config: modelConfigSchema,
      facts: snapshotFactsSchema,
      tags: z.array(z.string()),
      note: z.string(),
      /** The person, given by the server. */
      createdBy: z.string(),
      takenAt: instant()
    }),
    classes: {
      subject: 'fixed',
      number: 'server',
      title: 'fixed',
      content: 'fixed',
      output: 'fixed',
      config: 'fixed',
      facts: 'fixed',
      tags: 'elements',
      createdBy: 'server',
      takenAt: 'fixed'
    },
    indexes: ['[subject.kind+subject.id]', 'takenAt', 'deletedAt'],
    search: ['title', 'note', 'tags', 'content', 'output']
  }),
  /** What people say about a place of a text, and about the whole where there is no anchor. */
  comments: collection({
    noun: 'comment',
    fields: () => ({
      subject: z.object({
        kind: z.enum(commentedKinds),
        id: z.string().check(z.maxLength(64))
      }),
      /** Which words it is about (see `comment-anchor.ts`); `null` in an answer, and of the whole. */
      anchor: z.nullable(commentAnchorSchema),
      /** The comment it answers; answers have no answers of their own. */
      parentId: z.nullable(idSchema()),
      body: z.string().check(z.maxLength(10_000)),
      /** People who are meant, by id. */
      mentions: z.array(z.string()),
      /** When it was settled; `null` while it is open. Of answers it means nothing. */
      resolvedAt: z.nullable(instant()),
      /** Who wrote it, given by the server. */
      author: z.string()
    }),
    classes: { subject: 'fixed', anchor: 'fixed', parentId: 'fixed', author: 'server' },
    indexes: ['[subject.kind+subject.id]', 'deletedAt'],
    search: []
  }),
  /** Two texts that could not be merged; written by the server, decided on any device. */
  conflicts: collection({
    noun: 'conflict',
    fields: () => ({
      collection: z.string(),
      recordId: idSchema(),
      path: z.string(),
      /** What both were made from, where the server still knew it. */
      base: z.nullable(z.unknown()),
      /** What stood when they met. */
      head: z.unknown(),
      /** The full text that does not stand. */
      other: z.unknown(),
      otherMid: z.string(),
      resolution: z.nullable(z.enum(['head', 'other', 'merged', 'copied']))
    }),
    classes: {
      collection: 'fixed',
      recordId: 'fixed',
      path: 'fixed',
      base: 'fixed',
      head: 'fixed',
      other: 'fixed',
      otherMid: 'fixed'
    },
    indexes: ['recordId', 'deletedAt'],
    search: []
  })
} as const;

export type SyncedName = keyof typeof collections;
export const syncedNames = Object.keys(collections) as SyncedName[];

/** The fields one declares, without id and times. */
export type FieldsOf<Name extends SyncedName> = {
  [Field in keyof (typeof collections)[Name]['fields']]: z.infer<
    (typeof collections)[Name]['fields'][Field]
  >;
};

/** A record as every room reads it. `updatedAt` is derived: the latest stamp of any field. */
export type RecordOf<Name extends SyncedName> = FieldsOf<Name> & {
  id: string;
  createdAt: number;
  updatedAt: number;
  /** When it went to the trash; `null` while it lives. */
  deletedAt: number | null;
};

export type Project = RecordOf<'projects'>;
export type Prompt = RecordOf<'prompts'>;
export type PromptMessage = RecordOf<'promptMessages'>;
export type ValueSet = RecordOf<'valueSets'>;
export type Version = RecordOf<'versions'>;
export type Label = RecordOf<'labels'>;
export type Preset = RecordOf<'presets'>;
export type Conversation = RecordOf<'conversations'>;
export type ChatMessage = RecordOf<'messages'>;
export type Run = RecordOf<'runs'>;
export type SavedSearch = RecordOf<'savedSearches'>;
export type Snapshot = RecordOf<'snapshots'>;
export type Comment = RecordOf<'comments'>;
export type Conflict = RecordOf<'conflicts'>;

/** A run's body: apart from its metadata, fetched late, evicted first. */
export const runOutputSchema = z.lazy(() =>
  z.object({
    runId: idSchema(),
    text: z.string(),
    reasoning: z.string(),
    toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
    logprobs: z.nullable(z.array(tokenLogprobSchema))
  })
);

/** One token with its probability (natural log) and the likeliest alternatives, best first. */
export const tokenLogprobSchema = z.lazy(() =>
  z.object({
    token: z.string(),
    logprob: z.number(),
    top: z.array(z.object({ token: z.string(), logprob: z.number() }))
  })
);
export type TokenLogprob = z.infer<typeof tokenLogprobSchema>;
export type RunOutput = z.infer<typeof runOutputSchema>;

export function classOf(name: SyncedName, field: string): FieldClass {
  if (field === 'createdAt') return 'fixed';
  const classes: Record<string, FieldClass | undefined> = collections[name].classes ?? {};
  return classes[field] ?? 'register';
}

export function isSyncedName(value: string): value is SyncedName {
  return Object.hasOwn(collections, value);
}
