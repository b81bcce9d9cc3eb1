import { lexer } from 'marked';
import type { Token, Tokens } from 'marked';
import { element, safeAddress } from './page-node.ts';
import type { PageNode, PageTag } from './page-node.ts';

/** Beyond these it is shown as it was written: reading it would cost more than it tells. */
const longest = 200_000;
const deepest = 24;

/** Markdown as nodes of a page. Raw HTML in it is text, and a picture is a link that says so. */
export function markdownNodes(text: string): PageNode[] {
  if (text.length > longest || isTooDeep(text)) return [element('pre', text, { class: 'plain' })];
  return blocks(lexer(text, { gfm: true }), 0);
}

/** Whether quotes or lists stand so deep in each other that no person wrote them. */
function isTooDeep(text: string): boolean {
  return /^(?:[ \t]*(?:>|[-+*]|\d+[.)])[ \t]*){25}/m.test(text) || /[[(*_~]{200}/.test(text);
}

function blocks(tokens: readonly Token[], depth: number): PageNode[] {
  return tokens.flatMap((token) => block(token, depth));
}

function block(token: Token, depth: number): PageNode[] {
  if (depth > deepest) return [token.raw];
  const inside = () => inline((token as Tokens.Paragraph).tokens ?? [], depth + 1);
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'hr':
      return [element('hr')];
    case 'heading':
      // The page has headings of its own above these.
      return [element(`h${Math.min(6, (token as Tokens.Heading).depth + 2)}` as PageTag, inside())];
    case 'paragraph':
      return [element('p', inside())];
    case 'text':
      return (token as Tokens.Text).tokens ? inside() : [(token as Tokens.Text).text];
    case 'code':
      return [element('pre', [element('code', (token as Tokens.Code).text)])];
    case 'blockquote':
      return [element('blockquote', blocks((token as Tokens.Blockquote).tokens, depth + 1))];
    case 'list':
      return [list(token as Tokens.List, depth)];
    case 'table':
      return [table(token as Tokens.Table, depth)];
    case 'html':
      return [element('p', token.raw.trim())];
    default:
      return inline([token], depth);
  }
}

function list({ ordered, items }: Tokens.List, depth: number): PageNode {
  const rows = items.map((item) => {
    const tick = item.task ? [item.checked ? '☑ ' : '☐ '] : [];
    const rest = item.tokens.filter(({ type }) => type !== 'checkbox');
    return element('li', [...tick, ...blocks(rest, depth + 1)]);
  });
  return element(ordered ? 'ol' : 'ul', rows);
}

function table({ header, rows }: Tokens.Table, depth: number): PageNode {
  const row = (tag: 'th' | 'td', cells: readonly Tokens.TableCell[]) =>
    element(
      'tr',
      cells.map((cell) => element(tag, inline(cell.tokens, depth + 1)))
    );
  const body = rows.map((cells) => row('td', cells));
  return element(
    'div',
    [element('table', [element('thead', [row('th', header)]), element('tbody', body)])],
    { class: 'wide' }
  );
}

function inline(tokens: readonly Token[], depth: number): PageNode[] {
  return tokens.flatMap((token) => span(token, depth));
}

function span(token: Token, depth: number): PageNode[] {
  if (depth > deepest) return [token.raw];
  const inside = () => inline((token as Tokens.Strong).tokens ?? [], depth + 1);
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [element(token.type as PageTag, inside())];
    case 'codespan':
      return [element('code', (token as Tokens.Codespan).text)];
    case 'br':
      return [element('br')];
    case 'escape':
      return [(token as Tokens.Escape).text];
    case 'link':
      return linked((token as Tokens.Link).href, inside());
    case 'image': {
      const { href, text } = token as Tokens.Image;
      const words = text === '' ? 'Image' : `Image “${text}”`;
      return linked(href, [`${words} (not shown)`]);
    }
    case 'text':
      return (token as Tokens.Text).tokens ? inside() : [(token as Tokens.Text).text];
    default:
      return [token.raw];
  }
}

/** Where it leads stands beside it when the words say something else. */
function linked(href: string, children: PageNode[]): PageNode[] {
  const address = safeAddress(href);
  if (address === null) return children;
  return [element('a', children, { href: address })];
}
