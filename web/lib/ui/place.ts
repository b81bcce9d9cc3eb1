export type Side = 'bottom' | 'top' | 'right' | 'left';
export type Align = 'start' | 'end' | 'center';

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const gap = 4;
const margin = 6;
const clamp = (value: number, low: number, high: number) =>
  Math.max(low, Math.min(value, Math.max(low, high)));

/**
 * Where a floating box goes beside its anchor, in viewport pixels: on the wished side if it fits, else
 * on the opposite one, and never outside the window.
 */
export function place(
  anchor: Box,
  floating: { width: number; height: number },
  view: { width: number; height: number },
  side: Side = 'bottom',
  align: Align = 'start'
): { left: number; top: number } {
  const right = anchor.left + anchor.width;
  const bottom = anchor.top + anchor.height;
  const fits = {
    bottom: bottom + gap + floating.height <= view.height - margin,
    top: anchor.top - gap - floating.height >= margin,
    right: right + gap + floating.width <= view.width - margin,
    left: anchor.left - gap - floating.width >= margin
  };
  const opposite = { bottom: 'top', top: 'bottom', right: 'left', left: 'right' } as const;
  const chosen = !fits[side] && fits[opposite[side]] ? opposite[side] : side;
  const upright = chosen === 'bottom' || chosen === 'top';

  const along = (from: number, size: number, own: number) =>
    align === 'start' ? from : align === 'end' ? from + size - own : from + (size - own) / 2;
  const left = upright
    ? along(anchor.left, anchor.width, floating.width)
    : chosen === 'right'
      ? right + gap
      : anchor.left - gap - floating.width;
  const top = upright
    ? chosen === 'bottom'
      ? bottom + gap
      : anchor.top - gap - floating.height
    : along(anchor.top, anchor.height, floating.height);

  return {
    left: Math.round(clamp(left, margin, view.width - floating.width - margin)),
    top: Math.round(clamp(top, margin, view.height - floating.height - margin))
  };
}

/** Puts an element that is already shown (a popover) beside an anchor, or at a point. */
export function placeElement(
  element: HTMLElement,
  anchor: Element | { x: number; y: number },
  side: Side = 'bottom',
  align: Align = 'start'
): void {
  const box =
    anchor instanceof Element
      ? anchor.getBoundingClientRect()
      : { left: anchor.x, top: anchor.y, width: 0, height: 0 };
  const view = { width: window.innerWidth, height: window.innerHeight };
  const { left, top } = place(box, element.getBoundingClientRect(), view, side, align);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}
