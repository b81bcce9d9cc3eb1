import * as z from 'zod/mini';
import { sharedContentSchema } from './shared-content.ts';

/** What goes over the wire about prompts that are shared with a person as they live. */

/** `view`: see it and copy it; `edit`: change what it says, too. Nothing else of the organization. */
export const grantRoles = ['view', 'edit'] as const;
export type GrantRole = (typeof grantRoles)[number];

export const newGrantSchema = z.lazy(() =>
  z.strictObject({
    email: z.string().check(z.trim(), z.toLowerCase(), z.maxLength(200), z.includes('@')),
    role: z.enum(grantRoles),
    /** What looks like a secret in it is none, or is meant to be seen. */
    secretsSeen: z._default(z.boolean(), false)
  })
);

export const grantSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    role: z.enum(grantRoles),
    name: z.string(),
    email: z.string(),
    /** They opened a link that lets them edit; it ends with the link. */
    byLink: z.boolean(),
    createdAt: z.number()
  })
);
export type Grant = z.infer<typeof grantSchema>;
export const grantsSchema = z.lazy(() => z.object({ items: z.array(grantSchema) }));

/** A prompt somebody shares with one; `id` is the grant's, and all one needs to open it. */
export const sharedWithMeSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    promptId: z.string(),
    title: z.string(),
    role: z.enum(grantRoles),
    organization: z.string(),
    sharedBy: z.nullable(z.string()),
    sharedAt: z.number(),
    updatedAt: z.number()
  })
);
export type SharedWithMe = z.infer<typeof sharedWithMeSchema>;
export const sharedWithMeListSchema = z.lazy(() =>
  z.object({ items: z.array(sharedWithMeSchema) })
);

export const livingPromptSchema = z.lazy(() =>
  z.object({
    shared: sharedWithMeSchema,
    content: sharedContentSchema,
    /** Ids of its messages, in their order. */
    messageIds: z.array(z.string()),
    /** Changes whenever the content does; a change is made against it. */
    revision: z.string()
  })
);
export type LivingPrompt = z.infer<typeof livingPromptSchema>;

const longText = () => z.string().check(z.maxLength(1_000_000));
export const livingEditSchema = z.lazy(() =>
  z.strictObject({
    /** What was seen when it was changed: CONFLICT if somebody else changed it since. */
    revision: z.string().check(z.maxLength(100)),
    title: z.optional(z.string().check(z.maxLength(200))),
    text: z.optional(longText()),
    systemPrompt: z.optional(longText()),
    messages: z.optional(
      z
        .array(z.strictObject({ id: z.string().check(z.maxLength(64)), text: longText() }))
        .check(z.maxLength(1000))
    )
  })
);

export const forkSchema = z.lazy(() =>
  z.object({ id: z.string(), kind: z.enum(['text', 'messages']) })
);
