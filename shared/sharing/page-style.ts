/**
 * How a share page looks. It stands for itself: a page without scripts loads nothing, also no fonts. The
 * colours are the app's (`web/app.css`); whoever shows it says which scheme.
 */
export const pageStyle = `
.share {
  --page: light-dark(oklch(98.6% 0.002 255), oklch(17.5% 0.008 255));
  --sunken: light-dark(oklch(95.2% 0.004 255), oklch(21.5% 0.008 255));
  --line: light-dark(oklch(89.5% 0.005 255), oklch(31% 0.012 255));
  --text: light-dark(oklch(24% 0.012 255), oklch(93% 0.006 255));
  --text-2: light-dark(oklch(45% 0.014 255), oklch(76% 0.012 255));
  --accent: light-dark(oklch(51% 0.17 262), oklch(74% 0.12 262));
  --on-accent: light-dark(#fff, oklch(18% 0.03 262));
  --model-bg: light-dark(oklch(94.2% 0.058 152), oklch(29% 0.052 155));
  --model-edge: light-dark(oklch(60% 0.14 152), oklch(68% 0.13 155));
  --model-text: light-dark(oklch(34% 0.09 152), oklch(90% 0.06 152));
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace;
  box-sizing: border-box;
  max-width: 46rem;
  margin: 0 auto;
  padding: 3rem 1.5rem 4rem;
  color: var(--text);
  font: 0.9375rem/1.65 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
.share * { box-sizing: border-box; margin: 0; padding: 0; }
.share header { padding-bottom: 1.25rem; border-bottom: 1px solid var(--line); }
.share h1 { font-size: 1.375rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
.share h2 { margin-bottom: 0.35rem; font-size: 0.75rem; line-height: 1.4; font-weight: 600; color: var(--text-2); }
.share :is(h3, h4, h5, h6) { font-size: 1rem; line-height: 1.4; font-weight: 650; }
.share .facts { font-size: 0.8125rem; font-weight: 400; color: var(--text-2); }
.share section { padding-top: 1.5rem; }
.share .words { white-space: pre-wrap; }
.share .asked { margin-left: auto; max-width: 85%; width: fit-content; }
.share .asked .words { padding: 0.6rem 0.9rem; border-radius: 10px; background: var(--sunken); }
.share .model { padding-left: 1rem; border-left: 3px solid var(--model-edge); }
.share mark { border-radius: 2px; background: var(--model-bg); color: var(--model-text); box-decoration-break: clone; }
.share .prose > * + * { margin-top: 0.75rem; }
.share li > :is(p, ul, ol, pre) { margin-top: 0.25rem; }
.share :is(ul, ol) { padding-left: 1.4rem; }
.share blockquote { padding-left: 0.9rem; border-left: 2px solid var(--line); color: var(--text-2); }
.share pre, .share .wide { overflow-x: auto; }
.share pre { padding: 0.75rem 0.9rem; border: 1px solid var(--line); border-radius: 7px; background: var(--sunken); font: 0.8125rem/1.55 var(--mono); white-space: pre; }
.share pre.plain { white-space: pre-wrap; }
.share :not(pre) > code { padding: 0.05em 0.3em; border-radius: 4px; background: var(--sunken); font: 0.88em var(--mono); }
.share table { border-collapse: collapse; font-size: 0.875rem; }
.share :is(th, td) { padding: 0.35rem 0.7rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
.share hr { height: 0; border: 0; border-top: 1px solid var(--line); }
.share dl { display: grid; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr); gap: 0.2rem 1.2rem; font-size: 0.875rem; }
.share dt { color: var(--text-2); font-family: var(--mono); font-size: 0.8125rem; }
.share dd { white-space: pre-wrap; }
.share a { color: var(--accent); text-underline-offset: 2px; }
.share a:focus-visible, .share button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.share .act { display: inline-block; margin-top: 0.9rem; padding: 0.3rem 0.8rem; border-radius: 6px; background: var(--accent); color: var(--on-accent); font-size: 0.8125rem; font-weight: 550; text-decoration: none; }
.share footer { margin-top: 2.5rem; padding-top: 0.9rem; border-top: 1px solid var(--line); font-size: 0.78rem; color: var(--text-2); }
@media (max-width: 40rem) {
  .share { padding: 1.75rem 1.1rem 3rem; }
  .share dl { grid-template-columns: minmax(0, 1fr); gap: 0 0; }
  .share dd { padding-bottom: 0.4rem; }
}
@media print {
  .share { max-width: none; padding: 0; }
  .share .act { display: none; }
}
`;
