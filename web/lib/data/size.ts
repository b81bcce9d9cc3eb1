import { pushLimits } from '#shared/protocol';

/** Bytes one mutation may have on this device, a little less than the server takes. */
export const sizeLimit = pushLimits.mutationBytes - 64 * 1024;

/** Bytes of a value as JSON; small ones are estimated from above. */
export function sizeOf(value: unknown): number {
  const json = JSON.stringify(value) ?? '';
  return json.length < 100_000 ? json.length * 3 : new TextEncoder().encode(json).length;
}
