import { toast } from '$lib/ui/toasts.svelte';

/** Puts a link to something of this installation on the clipboard, and says so. */
export async function copyLink(href: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(new URL(href, location.origin).href);
    toast('The link is copied.');
  } catch {
    toast('The browser did not allow the copy.', { tone: 'bad' });
  }
}
