/**
 * The address a request came from. Each proxy appends whom it heard, so with `hops` proxies of our own the
 * last `hops` entries can be believed and what stands before them is what anybody may have written.
 */
export function clientAddress(
  remote: string | undefined,
  forwardedFor: string | undefined,
  hops: number
): string | undefined {
  if (hops === 0 || forwardedFor === undefined) return remote;
  const heard = forwardedFor.split(',').map((each) => each.trim());
  return heard.at(-hops) ?? heard[0] ?? remote;
}
