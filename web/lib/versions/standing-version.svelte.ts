import { untrack } from 'svelte';
import type { PromptContent } from '#shared/prompt-fields';
import { live } from '$lib/data/live.svelte';
import type { Database } from '$lib/data/db';
import { hashOf } from './prompt-hash';
import { versionsOf, versionWith } from './read-versions';

/** How long nothing has to be typed before what stands is hashed, in ms. */
const rest = 400;

/**
 * What the bar says of the version: “v3” where the content is that of a version, be it an older one, and
 * “v5 · draft”, with the newest, where it is that of none. It goes by hash, so that the list of versions says
 * the same. To be made where effects can be.
 */
export function standingVersion(
  db: Database,
  promptId: () => string | null,
  content: () => PromptContent | null
): { readonly text: string | null } {
  let hash = $state.raw<string | null | undefined>();
  const newest = live(async () => {
    const id = promptId();
    return id === null ? undefined : (await versionsOf(db, id, 1))[0];
  });
  // `null` tells “none” from “not read yet”.
  const standing = live(async () => {
    const [id, wanted] = [promptId(), hash];
    if (id === null || wanted === undefined) return undefined;
    return (wanted === null ? undefined : await versionWith(db, id, wanted)) ?? null;
  });

  $effect(() => {
    const asked = content();
    if (!asked) return;
    let isOver = false;
    const timer = setTimeout(
      async () => {
        const found = await hashOf(asked);
        if (!isOver) hash = found;
      },
      untrack(() => hash) === undefined ? 0 : rest
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  });

  return {
    get text() {
      if (!newest.current || standing.current === undefined) return null;
      const { number } = standing.current ?? newest.current;
      const title = number > 0 ? `v${number}` : 'new version';
      return standing.current ? title : `${title} · draft`;
    }
  };
}
