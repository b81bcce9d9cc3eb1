/** “1 conflict”, “3 conflicts”: the same words on the badge, in the list and in the review. */
export function conflictWords(count: number): string {
  return count === 1 ? '1 conflict' : `${count} conflicts`;
}
