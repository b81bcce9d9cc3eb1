import { packHeadSchema, type PackHead } from '#shared/pack';

/** A pack as the server sends it, with its lines still as they are stored. */
export interface PackBytes {
  head: PackHead;
  lines: Uint8Array<ArrayBuffer>;
}

/** Whether this browser can read packs; one that cannot takes every run as a row. */
export const canReadPacks = typeof DecompressionStream === 'function';

/** @throws if these are not the bytes of a pack. */
export async function readPack(bytes: ArrayBuffer): Promise<PackBytes> {
  const headEnd = 4 + new DataView(bytes).getUint32(0);
  const head = packHeadSchema.parse(JSON.parse(await gunzip(bytes.slice(4, headEnd))));
  return { head, lines: new Uint8Array(bytes.slice(headEnd)) };
}

export async function readLines(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  return (await gunzip(bytes)).split('\n');
}

export async function writeLines(lines: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const packed = through(lines.join('\n'), new CompressionStream('gzip'));
  return new Uint8Array(await packed.arrayBuffer());
}

const gunzip = (bytes: BlobPart) => through(bytes, new DecompressionStream('gzip')).text();

function through(bytes: BlobPart, transform: ReadableWritablePair<BufferSource, BufferSource>) {
  const stream = new Blob([bytes]).stream() as ReadableStream<BufferSource>;
  return new Response(stream.pipeThrough(transform) as ReadableStream<Uint8Array<ArrayBuffer>>);
}
