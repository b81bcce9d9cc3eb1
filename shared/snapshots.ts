import type {
  ChatMessage,
  Conversation,
  FieldsOf,
  Prompt,
  PromptMessage,
  Run,
  RunOutput,
  Snapshot
} from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import type { SnapshotContent, SnapshotFacts, SnapshotMessage } from '#shared/snapshot-fields';
import { fillPrompt } from '#shared/fill-prompt';
import type { Message } from '#shared/message-parts';
import { promptContent } from '#shared/prompt-content';

/** What one who takes a snapshot gives; the number and the person are the server's to give. */
export type NewSnapshot = Omit<FieldsOf<'snapshots'>, 'number' | 'createdBy'>;

/** The version a state stands in, where it is kept as one. */
interface AtVersion {
  id: string;
  number: number;
}

type Output = Pick<RunOutput, 'text' | 'reasoning' | 'toolCalls'>;

const noFacts: SnapshotFacts = {
  versionId: null,
  versionNumber: null,
  runId: null,
  status: null,
  modelAsked: null,
  modelAnswered: null,
  inputTokens: null,
  outputTokens: null,
  costNanoUsd: null,
  latencyMs: null,
  finishReason: null,
  startedAt: null,
  endedAt: null
};

/**
 * A prompt as it stands, with the answer that is shown beside it. A text prompt has its answers in its text, so
 * its output is left out. `takenAt` in milliseconds since the epoch, as everywhere here.
 */
export function snapshotOfPrompt(
  prompt: Prompt,
  rows: readonly PromptMessage[],
  seen: {
    title: string;
    values: Record<string, unknown>;
    version: AtVersion | null;
    run: Run | null;
    output: Output | null;
    takenAt: number;
  }
): NewSnapshot {
  const { values, output } = seen;
  return {
    subject: { kind: 'prompt', id: prompt.id },
    title: titled(seen.title),
    content: { ...contentOf(promptContent(prompt, rows), values), text: copyOf(prompt.text) },
    output: prompt.kind === 'text' ? null : outputOf(output),
    config: prompt.modelConfig,
    facts: factsOf(seen.run, seen.version, prompt.modelConfig.model),
    tags: [],
    note: '',
    takenAt: seen.takenAt
  };
}

/** A run: what was sent, and all that came back. */
export function snapshotOfRun(
  run: Run,
  sent: PromptContent,
  seen: { title: string; version: AtVersion | null; output: Output | null; takenAt: number }
): NewSnapshot {
  return {
    subject: { kind: 'run', id: run.id },
    title: titled(seen.title),
    content: contentOf(sent, run.variableValues),
    output: outputOf(seen.output),
    config: sent.modelConfig,
    facts: factsOf(run, seen.version, sent.modelConfig.model),
    tags: [],
    note: '',
    takenAt: seen.takenAt
  };
}

/** The path of a conversation that is shown; `runs` are those that wrote its answers, as far as they are known. */
export function snapshotOfConversation(
  conversation: Pick<Conversation, 'id' | 'title' | 'systemPrompt' | 'modelConfig'>,
  path: readonly Pick<ChatMessage, 'role' | 'text' | 'parts' | 'runId' | 'createdAt'>[],
  seen: { title: string; runs: readonly Run[]; takenAt: number }
): NewSnapshot {
  const runs = new Map(seen.runs.map((run) => [run.id, run]));
  const messages = path.map(({ role, text, parts, runId, createdAt }): SnapshotMessage => {
    const run = runs.get(runId ?? '');
    const content = parts.length === 0 ? text : [{ type: 'text' as const, text }, ...parts];
    return {
      role,
      content: copyOf(content),
      at: createdAt,
      runId,
      model: run?.modelAnswered ?? run?.modelAsked ?? null
    };
  });
  const last = path.findLast(({ runId }) => runId !== null)?.runId;
  return {
    subject: { kind: 'conversation', id: conversation.id },
    title: titled(seen.title),
    content: {
      kind: 'conversation',
      text: { content: '', spans: [] },
      messages,
      systemPrompt: conversation.systemPrompt,
      variables: [],
      values: {},
      tools: [],
      outputSchema: null
    },
    output: null,
    config: conversation.modelConfig,
    facts: factsOf(runs.get(last ?? '') ?? null, null, conversation.modelConfig.model),
    tags: [],
    note: '',
    takenAt: seen.takenAt
  };
}

/** The prompt that is in a snapshot: what a version of it would hold. */
export function promptOfSnapshot({
  content,
  config
}: Pick<Snapshot, 'content' | 'config'>): PromptContent {
  const { kind, text, systemPrompt, messages, variables, tools, outputSchema } = content;
  const common = { systemPrompt, variables, modelConfig: config, tools, outputSchema };
  if (kind === 'text') return { ...common, kind, text: text.content };
  return { ...common, kind: 'messages', text: '', messages: messages.map(messageOf) };
}

/** The same with the values it was taken with in their places. */
export function filledPromptOf(snapshot: Pick<Snapshot, 'content' | 'config'>): PromptContent {
  return fillPrompt(promptOfSnapshot(snapshot), snapshot.content.values);
}

/** Every text that a person or a model wrote in it, in order; no title, tags or note. */
export function snapshotTexts({ content, output }: Pick<Snapshot, 'content' | 'output'>): string[] {
  const said = content.messages.map(plainText);
  const all = [content.systemPrompt, content.text.content, ...said, output?.text ?? ''];
  return all.filter((text) => text !== '');
}

/** What a message says, without its pictures and files. */
export function plainText({ content }: Pick<Message, 'content'>): string {
  if (typeof content === 'string') return content;
  const texts = content.map((part) => {
    if (part.type === 'text' || part.type === 'toolResult') return part.text;
    return part.type === 'toolCall' ? `${part.name}(${part.arguments})` : '';
  });
  return texts.filter((text) => text !== '').join('\n');
}

/** “Snapshot 3”, or what it is called while the server has not numbered it. */
export function snapshotName({ number }: Pick<Snapshot, 'number'>): string {
  return number > 0 ? `Snapshot ${number}` : 'New snapshot';
}

/** What a snapshot is called: the name of its subject, else how its first text begins. */
export function titleFor(name: string, texts: Iterable<string>): string {
  if (name.trim() !== '') return titled(name);
  for (const text of texts) {
    const line = text.split('\n').find((each) => each.trim() !== '');
    if (line !== undefined) return beginning(line.trim());
  }
  return 'Untitled';
}

function messageOf({ role, content }: SnapshotMessage): Message {
  return { role, content };
}

function contentOf(content: PromptContent, values: Record<string, unknown>): SnapshotContent {
  const { kind, text, systemPrompt, messages = [], variables, tools, outputSchema } = content;
  const unknown = { at: null, model: null, runId: null };
  return copyOf({
    kind,
    systemPrompt,
    variables,
    values,
    tools,
    outputSchema,
    text: { content: text, spans: [] },
    messages: messages.map((message) => ({ ...message, ...unknown }))
  });
}

function outputOf(output: Output | null): NewSnapshot['output'] {
  if (!output) return null;
  const { text, reasoning, toolCalls } = output;
  return copyOf({ text, reasoning, toolCalls });
}

function factsOf(
  run: Run | null,
  version: AtVersion | null,
  model: string | null | undefined
): SnapshotFacts {
  const at = {
    versionId: version?.id ?? run?.versionId ?? null,
    versionNumber: version && version.number > 0 ? version.number : null
  };
  if (!run) return { ...noFacts, ...at, modelAsked: model ?? null };
  const { status, modelAsked, modelAnswered, inputTokens, outputTokens } = run;
  const { costNanoUsd, latencyMs, finishReason, startedAt, endedAt } = run;
  return {
    ...at,
    runId: run.id,
    status,
    modelAsked,
    modelAnswered,
    inputTokens,
    outputTokens,
    costNanoUsd,
    latencyMs,
    finishReason,
    startedAt,
    endedAt
  };
}

const mostTitle = 60;

/** As many whole words as fit. */
function beginning(line: string): string {
  if (line.length <= mostTitle) return line;
  const cut = line.slice(0, mostTitle);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > mostTitle / 2 ? space : mostTitle)}…`;
}

const titled = (title: string) => title.trim().slice(0, 200);

/** Nothing of it is shared with what goes on being edited. */
function copyOf<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyOf) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, copyOf(inner)])) as Value;
}
