/** JSON over several lines. It may still be arriving: what is none yet stays as it is. */
export function laidOutJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
