import type { Stamps } from '#shared/apply';
import type { Result } from '#shared/protocol';

/** A result as it is kept: with the mutations whose values the author saw, by path. */
export interface KeptResult extends Result {
  bases: Record<string, string | null>;
  /** By path, the stamps of what its texts were merged into something as. */
  merged?: Stamps;
}

/**
 * What is written of it; `mid` and `seq` are columns of their own. A mutation mostly changes its paths over
 * one base, or over none, and all count from one moment: then these are said once.
 */
interface Short {
  status: Result['status'];
  paths?: string[];
  base?: string | null;
  eff?: number;
  code?: Result['code'];
  detail?: string | null;
  effs?: Record<string, number>;
  bases?: KeptResult['bases'];
  merged?: Stamps;
}

export function keptText(result: KeptResult): string {
  const { status, code, detail, effs, bases, merged } = result;
  const paths = Object.keys(bases);
  const [base] = Object.values(bases);
  const [eff] = Object.values(effs);
  const isOneBase = base !== undefined && paths.every((path) => bases[path] === base);
  const isOneEff =
    isOneBase &&
    eff !== undefined &&
    Object.keys(effs).length === paths.length &&
    paths.every((path) => effs[path] === eff);
  const short: Short = {
    status,
    ...(isOneBase ? { paths, base } : paths.length > 0 && { bases }),
    ...(isOneEff ? { eff } : Object.keys(effs).length > 0 && { effs }),
    ...(code !== null && { code }),
    ...(detail !== null && { detail }),
    ...(merged && Object.keys(merged).length > 0 && { merged })
  };
  return JSON.stringify(short);
}

/** Reads also what was written in full. */
export function keptResult(mid: string, seq: number, text: string): KeptResult {
  const { status, paths, base, eff, code, detail, effs, bases, merged } = JSON.parse(text) as Short;
  const each = <T>(value: T) => Object.fromEntries((paths ?? []).map((path) => [path, value]));
  return {
    mid,
    seq,
    status,
    code: code ?? null,
    detail: detail ?? null,
    effs: effs ?? (eff === undefined ? {} : each(eff)),
    bases: bases ?? (base === undefined ? {} : each(base)),
    ...(merged && { merged })
  };
}

/** As it goes to a device. */
export function withoutBases({
  bases: _,
  merged: __,
  ...result
}: Result & Partial<KeptResult>): Result {
  return result;
}
