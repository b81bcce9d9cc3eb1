import * as z from 'zod/mini';
import type { Preset } from '#shared/collections';
import { modelConfigSchema } from '#shared/model-config';
import { sameConfig } from '$lib/models/param-state';

/** What of a preset travels in a file: no ids and no times, so that equal presets look equal. */
const filedPresetSchema = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  content: z._default(z.nullable(z.string()), null),
  modelConfig: z._default(modelConfigSchema, {})
});
export type FiledPreset = z.infer<typeof filedPresetSchema>;

export type ReadFile = { presets: FiledPreset[] } | { error: string };

export function writePresetFile(presets: FiledPreset[]): string {
  const filed = presets.map(({ name, content, modelConfig }) => ({ name, content, modelConfig }));
  return `${JSON.stringify({ format: 'playground-presets', version: 1, presets: filed }, null, 2)}\n`;
}

/** Reads a preset file, or says in one line what is wrong with it and where. */
export function readPresetFile(text: string): ReadFile {
  const parsed = parse(text);
  if ('error' in parsed) return parsed;
  const file = z
    .object({ format: z.string(), version: z.number(), presets: z.array(z.unknown()) })
    .safeParse(parsed.json);
  if (!file.success || file.data.format !== 'playground-presets') {
    return { error: 'This is not a preset file: it has no "format": "playground-presets".' };
  }
  if (file.data.version !== 1) {
    return {
      error: `This file is of version ${file.data.version}; this app reads version 1. Update the app.`
    };
  }
  const presets: FiledPreset[] = [];
  for (const [index, one] of file.data.presets.entries()) {
    const preset = filedPresetSchema.safeParse(one);
    if (!preset.success) return { error: sayIssue(index, one, preset.error.issues[0]) };
    presets.push(preset.data);
  }
  return presets.length > 0 ? { presets } : { error: 'This file holds no presets.' };
}

function parse(text: string): { json: unknown } | { error: string } {
  if (text.trim() === '') return { error: 'This file is empty.' };
  try {
    return { json: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    return { error: `This is not valid JSON: ${(error as SyntaxError).message}` };
  }
}

function sayIssue(index: number, preset: unknown, issue: z.core.$ZodIssue | undefined): string {
  const name =
    preset !== null && typeof preset === 'object' && 'name' in preset && preset.name
      ? ` (“${String(preset.name)}”)`
      : '';
  const where = issue?.path.length ? `, field ${issue.path.join('.')}` : '';
  return `Preset ${index + 1}${name}${where}: ${issue?.message ?? 'not in the expected form'}.`;
}

/** Parts what is new from what is there already, by equal content; also within the file itself. */
export function sortImport(
  presets: FiledPreset[],
  existing: Pick<Preset, 'name' | 'content' | 'modelConfig'>[]
): { fresh: FiledPreset[]; known: FiledPreset[] } {
  const fresh: FiledPreset[] = [];
  const known: FiledPreset[] = [];
  for (const preset of presets) {
    const isKnown = [...existing, ...fresh].some((other) => samePreset(preset, other));
    (isKnown ? known : fresh).push(preset);
  }
  return { fresh, known };
}

function samePreset(a: FiledPreset, b: FiledPreset): boolean {
  return a.name === b.name && a.content === b.content && sameConfig(a.modelConfig, b.modelConfig);
}
