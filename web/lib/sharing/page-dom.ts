import { relOf } from '#shared/sharing/page-node';
import type { PageNode } from '#shared/sharing/page-node';
import { pageStyle } from '#shared/sharing/page-style';

/** The nodes of a share page as nodes of this page: what is text stays text. */
export function toDom(nodes: readonly PageNode[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const node of nodes) fragment.append(typeof node === 'string' ? node : elementOf(node));
  return fragment;
}

function elementOf({ tag, class: name, href, children }: Exclude<PageNode, string>): HTMLElement {
  const made = document.createElement(tag);
  if (name !== undefined) made.className = name;
  if (href !== undefined) {
    made.setAttribute('href', href);
    made.setAttribute('rel', relOf(href));
    made.setAttribute('target', '_blank');
  }
  made.append(toDom(children));
  return made;
}

/** Shows the page inside of an element, with its own style and none of the app's. */
export function showPage(host: HTMLElement, nodes: readonly PageNode[]): void {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  if (root.adoptedStyleSheets.length === 0) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(pageStyle);
    root.adoptedStyleSheets = [sheet];
  }
  const share = document.createElement('div');
  share.className = 'share';
  share.append(toDom(nodes));
  root.replaceChildren(share);
}
