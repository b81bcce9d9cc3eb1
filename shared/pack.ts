import * as z from 'zod/mini';
import type { Stamps } from '#shared/apply';
import type { WireRow } from '#shared/protocol';

/*
 * A pack is many runs that ended long ago as one immutable piece: a device stores it as it comes, for a
 * thousand rows of their own take twenty times as long. Lists are made of its head, and what a run holds is
 * read where it is shown. On the wire: four bytes with the length of the gzipped head, that head, and the
 * gzipped lines.
 */

/** Runs in one pack. Fewer wait until there are more; a pack ends between two seqs and may exceed it. */
export const packSize = 1000;

const codedSchema = z.lazy(() =>
  z.object({ values: z.array(z.nullable(z.string())), at: z.array(z.int()) })
);
/** A column of few values: each of them once, and which one each run has. */
export type Coded = z.infer<typeof codedSchema>;

/** By a run's position in the pack. */
export const packHeadSchema = z.lazy(() =>
  z.object({
    ids: z.array(z.string()),
    startedAt: z.array(z.number()),
    promptId: codedSchema,
    status: codedSchema,
    modelAsked: codedSchema
  })
);
export type PackHead = z.infer<typeof packHeadSchema>;

/** `[seq, body, [[mid, eff, ...paths], …]]`: most of a run's fields were written together. */
const packedSchema = z.lazy(() =>
  z.tuple([
    z.int(),
    z.record(z.string(), z.unknown()),
    z.array(z.tuple([z.string(), z.number()], z.string()))
  ])
);
type Packed = z.infer<typeof packedSchema>;

export interface Pack {
  head: PackHead;
  /** JSON of each run, so that one of them can be read alone. */
  lines: string[];
}

export function packOf(rows: WireRow[]): Pack {
  return {
    head: headOf(rows.map(({ id, body }) => ({ ...body, id }))),
    lines: rows.map(({ seq, body, stamps }) =>
      JSON.stringify([seq, body, joined(stamps)] satisfies Packed)
    )
  };
}

/** One run of a pack as the feed would bring it. @throws if there is none at this place. */
export function packedRow({ head, lines }: Pack, place: number): WireRow {
  const [seq, body, written] = packedSchema.parse(JSON.parse(lines[place] ?? ''));
  const stamps: Stamps = {};
  for (const [mid, eff, ...paths] of written) for (const path of paths) stamps[path] = { mid, eff };
  return { collection: 'runs', id: head.ids[place] ?? '', seq, body, stamps };
}

/** The pack without some of its runs. */
export function without({ head, lines }: Pack, ids: ReadonlySet<string>): Pack {
  const places = [...head.ids.keys()].filter((place) => !ids.has(head.ids[place] ?? ''));
  const runs = places.map((place) => ({
    id: head.ids[place] ?? '',
    startedAt: head.startedAt[place],
    promptId: valueAt(head.promptId, place),
    status: valueAt(head.status, place),
    modelAsked: valueAt(head.modelAsked, place)
  }));
  return { head: headOf(runs), lines: places.map((place) => lines[place] ?? '') };
}

/** A column no head has, read from the lines; numbers as text. */
export function columnOf(lines: readonly string[], field: string): Coded {
  const values = lines.map((line) => {
    const [, body] = JSON.parse(line) as Packed;
    const value = body[field];
    return typeof value === 'number' ? String(value) : value;
  });
  return coded(values);
}

export function valueAt({ values, at }: Coded, place: number): string | null {
  return values[at[place] ?? -1] ?? null;
}

function headOf(runs: (Record<string, unknown> & { id: string })[]): PackHead {
  const column = (field: string) => coded(runs.map(({ [field]: value }) => value));
  return {
    ids: runs.map(({ id }) => id),
    startedAt: runs.map(({ startedAt }) => (typeof startedAt === 'number' ? startedAt : 0)),
    promptId: column('promptId'),
    status: column('status'),
    modelAsked: column('modelAsked')
  };
}

/** Whatever is no text counts as nothing. */
function coded(column: unknown[]): Coded {
  const places = new Map<string | null, number>();
  const at = column.map((value) => {
    const known = typeof value === 'string' ? value : null;
    const place = places.get(known) ?? places.size;
    places.set(known, place);
    return place;
  });
  return { values: [...places.keys()], at };
}

function joined(stamps: Stamps): Packed[2] {
  const written = new Map<string, Packed[2][number]>();
  for (const [path, { mid, eff }] of Object.entries(stamps)) {
    const known = written.get(`${mid} ${eff}`);
    if (known) known.push(path);
    else written.set(`${mid} ${eff}`, [mid, eff, path]);
  }
  return [...written.values()];
}
