import { goto } from '$app/navigation';
import { navigating, page } from '$app/state';

/**
 * Gives what stands at the path `from` the address `to`, in the place of its own. Whoever has gone elsewhere
 * meanwhile, or is on their way, is not held back.
 */
export async function readdress(
  from: string,
  to: string,
  options: { keepFocus?: boolean; noScroll?: boolean } = {}
): Promise<void> {
  const bound = navigating.to?.url ?? page.url;
  if (page.url.pathname !== from || bound.pathname !== from) return;
  await goto(to, { ...options, replaceState: true });
}
