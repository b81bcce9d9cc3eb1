import { createHash } from 'node:crypto';
import { canonicalPrompt } from '#shared/canonical-prompt';
import type { PromptContent } from '#shared/prompt-fields';
import { versionId } from '#shared/derived-id';
import type { Author } from '../db/author.ts';

/**
 * The version a run is tied to: the prompt's own with the same content, else a new one. Call it inside
 * the transaction that admits the run, so that there is never a run without its version.
 * @returns the version's id, and whether it was made just now
 */
export function checkpoint(
  author: Author,
  prompt: { scope: string; promptId: string; content: PromptContent; createdBy: string }
): { id: string; made: boolean } {
  const { scope, promptId, content, createdBy } = prompt;
  const hash = createHash('sha256').update(canonicalPrompt(content)).digest('hex');
  const same = author.find(scope, 'versions', { promptId, hash })[0];
  // A device that has not been heard of yet may have made the same one: it has the same id.
  const id = same?.id ?? versionId(promptId, hash);
  if (!same) {
    // The number is given by the one `apply`, which knows all versions of the prompt. Name and note are
    // left to who gives them: an empty one must not meet a device's.
    const fields = { promptId, number: 0, hash, content, createdBy, deletedAt: null };
    author.write(scope, [{ collection: 'versions', id, fields }]);
  }
  // A prompt that has not been synced yet is the device's to create, not ours.
  const known = author.read(scope, 'prompts', promptId);
  if (known && known.latestVersionId !== id)
    author.write(scope, [{ collection: 'prompts', id: promptId, fields: { latestVersionId: id } }]);
  return { id, made: !same };
}
