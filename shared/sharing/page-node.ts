import { escapeHtml } from '#shared/escape-html';

/**
 * A page as a tree, so that the server writes the very page as HTML that the app shows as a preview: whatever
 * somebody wrote is text in it and never markup, and there are no scripts, no pictures and no styles to put in.
 */
export type PageNode = string | PageElement;

// prettier-ignore
export const pageTags = [
  'header', 'main', 'section', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr',
  'div', 'span', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a',
  'table', 'thead', 'tbody', 'tr', 'th', 'td', 'dl', 'dt', 'dd', 'mark', 'details', 'summary'
] as const;
export type PageTag = (typeof pageTags)[number];

export interface PageElement {
  tag: PageTag;
  /** Of the page's own style sheet. */
  class?: string;
  /** An address of the web or of mail, or a path of this server. */
  href?: string;
  children: PageNode[];
}

const empty = new Set<PageTag>(['br', 'hr']);

export function element(
  tag: PageTag,
  children: PageNode[] | string = [],
  facts: { class?: string; href?: string } = {}
): PageElement {
  return { tag, ...facts, children: typeof children === 'string' ? [children] : children };
}

/** An address that may be opened; `null`: it stays words. */
export function safeAddress(href: string): string | null {
  return /^(?:https?:\/\/|mailto:)/i.test(href) ? href : null;
}

export function toHtml(nodes: readonly PageNode[]): string {
  return nodes.map(nodeToHtml).join('');
}

function nodeToHtml(node: PageNode): string {
  if (typeof node === 'string') return escapeHtml(node);
  const { tag, children } = node;
  const style = node.class === undefined ? '' : ` class="${escapeHtml(node.class)}"`;
  const link =
    node.href === undefined ? '' : ` href="${escapeHtml(node.href)}" rel="${relOf(node.href)}"`;
  if (empty.has(tag)) return `<${tag}${style}>`;
  return `<${tag}${style}${link}>${toHtml(children)}</${tag}>`;
}

/** A link away takes nothing along. */
export function relOf(href: string): string {
  return href.startsWith('/') ? 'nofollow' : 'noopener noreferrer nofollow';
}
