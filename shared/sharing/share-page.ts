import { markdownNodes } from './markdown-nodes.ts';
import { element } from './page-node.ts';
import type { PageNode } from './page-node.ts';
import type { ShareRole } from './rights.ts';
import type { SharedContent, SharedMessage, SharedPart, SharedPrompt } from './shared-content.ts';

export interface PageFacts {
  /** Milliseconds since the epoch, shown as a day by UTC. */
  sharedAt: number;
  expiresAt: number | null;
  /** What the link was made for, and where that is done; `null`: it is read here, and no more. */
  act: { role: ShareRole; href: string } | null;
  /**
   * Inside the app, whether it is no copy but the thing itself, changed last at `sharedAt`. Left out where the
   * page stands by itself: only there it brings the `main` of its document.
   */
  living?: boolean;
}

const kinds: Record<SharedContent['subject'], string> = {
  prompt: 'Prompt',
  run: 'Run',
  comparison: 'Runs side by side',
  conversation: 'Conversation',
  snapshot: 'Snapshot'
};
const roleWords: Record<SharedMessage['role'], string> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool'
};

const actWords: Record<Exclude<ShareRole, 'view'>, string> = {
  comment: 'Comment on it',
  duplicate: 'Duplicate into my playground',
  edit: 'Edit it'
};

/** What a link leads on to; to duplicate there has to be a prompt. */
export function actOf(content: SharedContent, role: ShareRole, href: string): PageFacts['act'] {
  if (role === 'view' || (role === 'duplicate' && content.prompt === null)) return null;
  return { role, href };
}

/** All that others see of what was shared: every field of the content, and nothing beside it. */
export function sharePage(content: SharedContent, facts: PageFacts): PageNode[] {
  const { prompt, outputs, values } = content;
  return [
    head(content, facts),
    element(facts.living === undefined ? 'main' : 'div', [
      ...(prompt ? promptNodes(prompt, content.subject) : []),
      ...fieldList('Values', Object.entries(values)),
      ...outputs.map((output, at) => {
        const name = outputs.length > 1 ? output.title || `Answer ${at + 1}` : 'Answer';
        const model = output.modelName === content.modelName ? null : output.modelName;
        return part(name, [element('div', markdownNodes(output.text), { class: 'model prose' })], {
          aside: model
        });
      })
    ]),
    foot(facts)
  ];
}

function head({ title, subject, modelName }: SharedContent, { act }: PageFacts) {
  const facts = [kinds[subject], ...(modelName === null ? [] : [modelName])];
  return element('header', [
    element('h1', title || kinds[subject]),
    element('p', facts.join(' · '), { class: 'facts' }),
    ...(act === null || act.role === 'view'
      ? []
      : [element('p', [element('a', actWords[act.role], { class: 'act', href: act.href })])])
  ]);
}

function foot({ sharedAt, expiresAt, living = false }: PageFacts) {
  if (living) return element('footer', [element('p', `Changed last on ${day(sharedAt)}.`)]);
  const ends = expiresAt === null ? '' : `, to be seen until ${day(expiresAt)}`;
  return element('footer', [
    element('p', `A copy as it stood on ${day(sharedAt)}${ends}. Made with The Playground.`)
  ]);
}

function promptNodes(prompt: SharedPrompt, subject: SharedContent['subject']): PageNode[] {
  const { kind, text, written, systemPrompt, messages, variables, params, tools } = prompt;
  const isChat = subject === 'conversation';
  return [
    ...(systemPrompt === '' ? [] : [part('System text', [words(systemPrompt)])]),
    ...(kind === 'text' ? [part('Text', [element('div', marked(text, written), wrapped)])] : []),
    ...messages.map((message) => messageNode(message, isChat)),
    ...fieldList(
      'Variables',
      variables.map((one) => [
        one.name,
        [
          one.type === 'text' ? '' : one.type,
          one.options.length === 0 ? '' : one.options.join(', '),
          one.default === null ? '' : `“${one.default}” if nothing is given`,
          one.required ? '' : 'may be left empty'
        ]
          .filter((word) => word !== '')
          .join(' · ') || 'text'
      ])
    ),
    ...(tools.length === 0 ? [] : [part('Tools', [json(tools)])]),
    ...(prompt.outputSchema ? [part('Schema of the answer', [json(prompt.outputSchema)])] : []),
    ...fieldList(
      'Parameters',
      Object.entries(params)
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    )
  ];
}

function messageNode({ role, text, parts, byModel }: SharedMessage, isChat: boolean): PageNode {
  const said = byModel
    ? [element('div', markdownNodes(text), { class: 'model prose' })]
    : text === ''
      ? []
      : [words(text)];
  return part(roleWords[role], [...said, ...parts.map(partNode)], {
    class: isChat && role === 'user' ? 'asked' : 'said'
  });
}

function partNode(one: SharedPart): PageNode {
  if (one.type === 'image')
    return element('p', `An image (${one.mediaType}), not shared`, { class: 'facts' });
  if (one.type === 'file')
    return element('p', `${one.name} (${one.mediaType}), not shared`, { class: 'facts' });
  const isCall = one.type === 'toolCall';
  return element('div', [
    element('p', isCall ? `Calls ${one.name}` : `${one.name} answered`, { class: 'facts' }),
    element('pre', isCall ? one.arguments : one.text)
  ]);
}

/** A text with what a model wrote of it. */
function marked(text: string, written: SharedPrompt['written']): PageNode[] {
  const nodes: PageNode[] = [];
  let at = 0;
  for (const { from, to } of written.toSorted((a, b) => a.from - b.from)) {
    const start = Math.max(at, from);
    const end = Math.min(to, text.length);
    if (end <= start) continue;
    if (start > at) nodes.push(text.slice(at, start));
    nodes.push(element('mark', text.slice(start, end)));
    at = end;
  }
  return [...nodes, ...(at < text.length ? [text.slice(at)] : [])];
}

const wrapped = { class: 'words' };
const words = (text: string) => element('div', text, wrapped);
const json = (value: unknown) => element('pre', JSON.stringify(value, null, 2));

function part(
  name: string,
  children: PageNode[],
  facts: { class?: string; aside?: string | null } = {}
): PageNode {
  const title = facts.aside ? [`${name} `, element('span', facts.aside, { class: 'facts' })] : name;
  return element('section', [element('h2', title), ...children], { class: facts.class ?? 'part' });
}

function fieldList(name: string, entries: (readonly [string, string])[]): PageNode[] {
  if (entries.length === 0) return [];
  const rows = entries.flatMap(([field, value]) => [
    element('dt', field),
    element('dd', value === '' ? '–' : value)
  ]);
  return [part(name, [element('dl', rows)])];
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
