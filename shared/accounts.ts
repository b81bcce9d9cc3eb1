import * as z from 'zod/mini';
import { roles, verbs } from '#shared/access';

/** What the server says of accounts, organizations and keys; see DESIGN §8. */

export const emailSchema = z.lazy(() =>
  z.pipe(
    z.string().check(z.maxLength(254)),
    z.pipe(
      z.transform((value: string) => value.normalize('NFKC').trim().toLowerCase()),
      z.email('is not an e-mail address')
    )
  )
);
/** Longer is better than odder: twelve characters and no rules about which. */
export const passwordSchema = z.lazy(() =>
  z
    .string()
    .check(
      z.minLength(12, 'has to have at least 12 characters'),
      z.maxLength(128, 'may have 128 characters')
    )
);
export const personNameSchema = z.lazy(() =>
  z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(100))
);
export const roleSchema = z.lazy(() => z.enum(roles));

const personSchema = z.lazy(() =>
  z.object({ id: z.string(), name: z.string(), email: z.nullable(z.string()) })
);

export const membershipSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    name: z.string(),
    /** Where its records are. */
    scope: z.string(),
    personal: z.boolean(),
    role: roleSchema
  })
);
export type Membership = z.infer<typeof membershipSchema>;

/** GET /v1/account: who is here, and how one gets in. */
export const accountSchema = z.lazy(() =>
  z.object({
    mode: z.enum(['local', 'team']),
    /** `null`: nobody is signed in. */
    person: z.nullable(personSchema),
    /** Whoever was asked about has deleted their account. */
    gone: z.boolean(),
    organizations: z.array(membershipSchema),
    signIn: z.object({
      /** Who may make an account: nobody, who was invited, anyone; `first`: the owner of a new server. */
      registration: z.enum(['closed', 'invite', 'open', 'first']),
      /** What the provider of identities is called, if there is one. */
      oidc: z.nullable(z.string())
    })
  })
);
export type Account = z.infer<typeof accountSchema>;

const namedSchema = z.lazy(() => z.object({ id: z.string(), name: z.string() }));

/** GET /v1/account/deletion: what goes and what stays when the account is deleted. */
export const leavingSchema = z.lazy(() =>
  z.object({
    goes: z.object({
      records: z.number(),
      runs: z.number(),
      files: z.number(),
      connections: z.number(),
      apiKeys: z.number(),
      /** Those without any other member. */
      organizations: z.array(namedSchema)
    }),
    /** What was written there belongs to them. */
    stays: z.array(namedSchema),
    /** Those that would be without an owner: as long as there are any, nothing can be deleted. */
    handOver: z.array(namedSchema),
    /** So long backups still hold it. */
    backupDays: z.number()
  })
);
export type Leaving = z.infer<typeof leavingSchema>;

export const passkeyNameSchema = z.lazy(() =>
  z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(60))
);
const passkeySchema = z.lazy(() =>
  z.object({
    id: z.string(),
    name: z.string(),
    createdAt: z.number(),
    /** Other devices of its person have it too. */
    backedUp: z.boolean()
  })
);
export type Passkey = z.infer<typeof passkeySchema>;

/** GET /v1/auth/ways: how one gets in. */
export const waysSchema = z.lazy(() =>
  z.object({
    password: z.boolean(),
    /** An identity of the provider this server knows. */
    provider: z.boolean(),
    passkeys: z.array(passkeySchema)
  })
);
export type Ways = z.infer<typeof waysSchema>;

export const sessionSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    current: z.boolean(),
    createdAt: z.number(),
    usedAt: z.number(),
    expiresAt: z.number(),
    userAgent: z.nullable(z.string())
  })
);
export type Session = z.infer<typeof sessionSchema>;
export const sessionsSchema = z.lazy(() => z.object({ items: z.array(sessionSchema) }));

export const memberSchema = z.lazy(() =>
  z.object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    createdAt: z.number()
  })
);
export type Member = z.infer<typeof memberSchema>;
export const membersSchema = z.lazy(() => z.object({ items: z.array(memberSchema) }));

export const invitationSchema = z.lazy(() =>
  z.object({
    id: z.string(),
    email: z.string(),
    role: roleSchema,
    createdAt: z.number(),
    expiresAt: z.number()
  })
);
export type Invitation = z.infer<typeof invitationSchema>;
export const invitationsSchema = z.lazy(() => z.object({ items: z.array(invitationSchema) }));
/** The secret is in this answer and nowhere else. */
export const newInvitationSchema = z.lazy(() =>
  z.object({ invitation: invitationSchema, secret: z.string() })
);

export const apiKeySchema = z.lazy(() =>
  z.object({
    id: z.string(),
    name: z.string(),
    last4: z.string(),
    grants: z.array(z.enum(verbs)),
    createdBy: z.string(),
    createdAt: z.number(),
    expiresAt: z.number(),
    usedAt: z.nullable(z.number()),
    /** The key that took its place; this one works until `expiresAt` still. */
    replacedBy: z.nullable(z.string())
  })
);
export type ApiKey = z.infer<typeof apiKeySchema>;
export const apiKeysSchema = z.lazy(() => z.object({ items: z.array(apiKeySchema) }));
/** The key is in this answer and nowhere else. */
export const newApiKeySchema = z.lazy(() => z.object({ apiKey: apiKeySchema, key: z.string() }));

export const recoveryCodesSchema = z.lazy(() => z.object({ codes: z.array(z.string()) }));

const deliverySchema = z.lazy(() =>
  z.object({
    id: z.string(),
    event: z.string(),
    at: z.number(),
    tries: z.number(),
    /** When it is tried next; `null`: it arrived, or was given up. */
    nextAt: z.nullable(z.number()),
    /** HTTP status of the last try; `null`: none came. */
    status: z.nullable(z.number())
  })
);
export type Delivery = z.infer<typeof deliverySchema>;
const oneWebhookSchema = z.lazy(() =>
  z.object({ url: z.string(), createdAt: z.number(), deliveries: z.array(deliverySchema) })
);
export type Webhook = z.infer<typeof oneWebhookSchema>;
export const webhookSchema = z.lazy(() => z.object({ webhook: z.nullable(oneWebhookSchema) }));
/** The secret is in this answer and nowhere else. */
export const newWebhookSchema = z.lazy(() =>
  z.object({ webhook: oneWebhookSchema, secret: z.string() })
);
