import type { Figures } from './sync-workloads.ts';

/** Every figure of every side, as the table of bench/peers/README.md. */
export function asTable(sides: { name: string; figures: Figures }[]): string {
  const names = [...new Set(sides.flatMap(({ figures }) => Object.keys(figures)))];
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['what', ...sides.map(({ name }) => name)]),
    line(['---', ...sides.map(() => '---:')]),
    ...names.map((what) => line([what, ...sides.map(({ figures }) => shown(figures[what]))]))
  ].join('\n');
}

/** A number as it is read; a dash where there is none, or none came in time. */
export function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (Number.isInteger(value)) return value.toLocaleString('en-GB');
  if (value < 10) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-GB');
}
