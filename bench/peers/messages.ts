/**
 * What travels for one of many documents: a byte of kind, the length of its name, its name, and the content.
 * Kinds: 0 what the sender has of it, 1 an update, 2 updates were stored.
 */
export interface Message {
  kind: number;
  name: string;
  content: Uint8Array;
}

export function pack({ kind, name, content }: Message): Uint8Array {
  const bytes = new Uint8Array(2 + name.length + content.length);
  bytes[0] = kind;
  bytes[1] = name.length;
  bytes.set(new TextEncoder().encode(name), 2);
  bytes.set(content, 2 + name.length);
  return bytes;
}

export function unpack(bytes: Uint8Array): Message {
  const length = bytes[1] ?? 0;
  return {
    kind: bytes[0] ?? 0,
    name: new TextDecoder().decode(bytes.subarray(2, 2 + length)),
    content: bytes.subarray(2 + length)
  };
}
