import { AppError } from '#shared/errors';
import { schemaVersion, type Mutation } from '#shared/mutations';

/** Makes of a mutation in one shape the same one in the next. */
export type UpCaster = (mutation: Mutation) => Mutation;
/** By the `sv` they read. */
export type UpCasters = Record<number, UpCaster | undefined>;

/** Whoever raises `schemaVersion` adds one for the version before. */
const shipped: UpCasters = {};

/**
 * A device's mutation in today's shape: what an older version saved offline is still taken in.
 * @throws SERVER_TOO_OLD, CLIENT_TOO_OLD when no way leads there; the device keeps its changes.
 */
export function upCast(mutation: Mutation, casters = shipped, to = schemaVersion): Mutation {
  if (mutation.sv > to) throw new AppError('SERVER_TOO_OLD');
  let cast = mutation;
  for (let sv = mutation.sv; sv < to; sv++) {
    const caster = casters[sv];
    if (!caster) throw new AppError('CLIENT_TOO_OLD');
    cast = { ...caster(cast), sv: sv + 1 };
  }
  return cast;
}
