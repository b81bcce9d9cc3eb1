/** Makes it when it is first asked for: what the platform makes dearly, such as `Intl` objects, holds up no start. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
