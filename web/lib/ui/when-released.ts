/**
 * Does it once the pressed button is let go. A context menu is asked for as the button goes down, and Firefox closes
 * a popover that was opened since when it comes up again.
 */
export function whenReleased(event: MouseEvent, act: () => void): void {
  if (event.buttons === 0) act();
  else addEventListener('pointerup', () => setTimeout(act), { once: true });
}
