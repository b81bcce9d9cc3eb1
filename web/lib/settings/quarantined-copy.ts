import type { Snapshot } from '#shared/collections';
import { toBody, toRecord, type Body } from '#shared/paths';
import { snapshotTexts } from '#shared/snapshots';
import type { Quarantined } from '$lib/data/db';
import type { NewRecord } from '$lib/data/store';

interface Content {
  /** Of a refused change. */
  set?: Record<string, { v?: unknown }>;
}

/** Who it is and where it stood: a copy has its own. */
const ofTheOriginal = new Set(['id', 'projectId', 'latestVersionId', 'deletedAt']);

/**
 * What was put aside as a prompt of its own: the refused values over the record as it stands here, or
 * the whole record the server has lost. `null` where it holds nothing that can be a prompt.
 */
export function copyOf(
  { key, content }: Pick<Quarantined, 'key' | 'content'>,
  standing: Record<string, unknown> | null
): NewRecord<'prompts'> | null {
  const [collection = '', id = ''] = key.split('/');
  const record = recordOf(collection, id, content, standing);
  const name = typeof record['name'] === 'string' ? record['name'] : '';
  const called = `${name || 'Kept aside'} (copy)`.slice(-200);
  if (collection === 'prompts') {
    const prompt = Object.fromEntries(
      Object.entries(record).filter(([field]) => !ofTheOriginal.has(field))
    ) as NewRecord<'prompts'>;
    // The copy has no runs of its own, but what a model wrote stays marked as such.
    const text = prompt.text && {
      ...prompt.text,
      spans: prompt.text.spans.map((span) => ({ ...span, runId: null }))
    };
    return { ...prompt, ...(text ? { text } : {}), name: called };
  }
  if (collection === 'versions' && isObject(record['content'])) {
    const { text, ...frozen } = record['content'];
    return { ...frozen, text: { content: String(text ?? ''), spans: [] }, name: called };
  }
  if (collection === 'snapshots' && isObject(record['content'])) {
    const { content, output, config, title } = record as unknown as Snapshot;
    const isText = content.kind === 'text';
    const told = snapshotTexts({ content, output }).join('\n\n');
    const spans = content.text.spans.map((span) => ({ ...span, runId: null }));
    return {
      kind: 'text',
      text: isText ? { content: content.text.content, spans } : { content: told, spans: [] },
      ...(isText ? { systemPrompt: content.systemPrompt } : {}),
      modelConfig: config,
      name: `${title || 'Kept aside'} (copy)`.slice(-200)
    };
  }
  if (collection === 'presets' && typeof record['content'] === 'string')
    return {
      kind: 'text',
      text: { content: record['content'], spans: [] },
      ...(isObject(record['modelConfig']) ? { modelConfig: record['modelConfig'] } : {}),
      name: called
    } as NewRecord<'prompts'>;
  return null;
}

function recordOf(
  collection: string,
  id: string,
  content: unknown,
  standing: Record<string, unknown> | null
): Record<string, unknown> {
  const { set } = (isObject(content) ? content : {}) as Content;
  if (!set) return isObject(content) ? content : {};
  const body: Body = standing ? toBody(collection, standing) : {};
  for (const [path, { v }] of Object.entries(set)) body[path] = v;
  return toRecord(collection, id, { body, stamps: {} }) as unknown as Record<string, unknown>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
