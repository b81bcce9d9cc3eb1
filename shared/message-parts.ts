import * as z from 'zod/mini';

/** SHA-256 of a file's bytes, in hex: what it is called wherever it is kept. */
export const blobHashSchema = z.lazy(() =>
  z.string().check(z.regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex'))
);
/** The largest file that can be a part of a message, in bytes. */
export const mostBlobBytes = 20 * 1024 * 1024;

/**
 * Bytes in base64, the address of a file the provider fetches by itself, or the hash of bytes that are kept
 * apart (`size` in bytes): those travel once, and not with every change of the message.
 */
const sourceSchema = () =>
  z.union([
    z.object({ data: z.string() }),
    z.object({ url: z.string().check(z.maxLength(4096)) }),
    z.object({ blob: blobHashSchema, size: z.optional(z.int()) })
  ]);
const mediaType = () => z.string().check(z.regex(/^[\w.+-]+\/[\w.+-]+$/, 'is no media type'));

/** What a message is made of, when it is more than text. */
export const messagePartSchema = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('image'), mediaType: mediaType(), source: sourceSchema() }),
    z.object({
      type: z.literal('file'),
      mediaType: mediaType(),
      name: z.string().check(z.maxLength(255)),
      source: sourceSchema()
    }),
    /** A call the model made in an earlier answer; `arguments` is JSON text. */
    z.object({
      type: z.literal('toolCall'),
      id: z.string(),
      name: z.string(),
      arguments: z.string()
    }),
    /** What the tool answered to the call of that id. */
    z.object({ type: z.literal('toolResult'), id: z.string(), name: z.string(), text: z.string() })
  ])
);
export type MessagePart = z.infer<typeof messagePartSchema>;
export type MediaPart = Extract<MessagePart, { type: 'image' | 'file' }>;

export const messageRoles = ['system', 'developer', 'user', 'assistant', 'tool'] as const;

export const messageSchema = z.lazy(() =>
  z.object({
    role: z.enum(messageRoles),
    content: z.union([z.string(), z.array(messagePartSchema)])
  })
);
export type Message = z.infer<typeof messageSchema>;

/** Characters of text in it; pictures and files count nothing here. */
export function lengthOfMessage({ content }: Message): number {
  if (typeof content === 'string') return content.length;
  return content.reduce((sum, part) => sum + lengthOfPart(part), 0);
}

function lengthOfPart(part: MessagePart): number {
  if (part.type === 'text' || part.type === 'toolResult') return part.text.length;
  return part.type === 'toolCall' ? part.arguments.length : 0;
}
