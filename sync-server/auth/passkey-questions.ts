import * as z from 'zod/mini';

const timeout = z.optional(z.number());
const credential = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  /** As the device told them when the passkey was made. */
  transports: z.optional(z.array(z.string()))
});
const credentials = z.optional(z.array(credential));
const hints = z.optional(z.array(z.enum(['hybrid', 'security-key', 'client-device'])));
const wanted = z.enum(['discouraged', 'preferred', 'required']);
const extensions = z.optional(
  z.object({
    appid: z.optional(z.string()),
    credProps: z.optional(z.boolean()),
    hmacCreateSecret: z.optional(z.boolean()),
    minPinLength: z.optional(z.boolean())
  })
);

/** What a device is asked when it is to make a key, as `PublicKeyCredential.parseCreationOptionsFromJSON()` reads it. */
export const newPasskeyQuestion = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.optional(z.string()), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
  timeout,
  /** Those the person has: no device is to make another beside them. */
  excludeCredentials: credentials,
  authenticatorSelection: z.optional(
    z.object({
      authenticatorAttachment: z.optional(z.enum(['platform', 'cross-platform'])),
      requireResidentKey: z.optional(z.boolean()),
      residentKey: z.optional(wanted),
      userVerification: z.optional(wanted)
    })
  ),
  hints,
  attestation: z.optional(z.enum(['direct', 'enterprise', 'indirect', 'none'])),
  extensions
});

/** What it is asked when it is to sign, as `PublicKeyCredential.parseRequestOptionsFromJSON()` reads it. */
export const passkeyQuestion = z.object({
  challenge: z.string(),
  timeout,
  rpId: z.optional(z.string()),
  /** Those of who is signed in; without it, whichever the device has for this site. */
  allowCredentials: credentials,
  userVerification: z.literal('required'),
  hints,
  extensions
});
