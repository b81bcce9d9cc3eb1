import * as z from 'zod/mini';
import { passkeyNameSchema } from '#shared/accounts';

const base64Url = z.string().check(z.minLength(1), z.maxLength(20_000), z.regex(/^[\w-]+$/));
const common = {
  id: base64Url,
  rawId: base64Url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.optional(z.enum(['platform', 'cross-platform'])),
  /** What it can do besides; nothing here asks for any of it. */
  clientExtensionResults: z.object({})
};

/** What an authenticator says when it signs, as `PublicKeyCredential.toJSON()` writes it. */
const signed = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64Url,
    authenticatorData: base64Url,
    signature: base64Url,
    userHandle: z.optional(base64Url)
  })
});
/** What it says when it makes a key. */
const made = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64Url,
    attestationObject: base64Url,
    transports: z.optional(z.array(z.string().check(z.maxLength(20))).check(z.maxLength(10)))
  })
});

export const answeredSchema = z.strictObject({ response: signed });
export const newPasskeySchema = z.strictObject({ name: passkeyNameSchema, response: made });
