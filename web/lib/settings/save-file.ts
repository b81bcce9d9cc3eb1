/** Hands a file to the person as a download. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address a moment after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `playground-2026-11-20.json`. */
export function exportName(now: number): string {
  return `playground-${new Date(now).toISOString().slice(0, 10)}.json`;
}
