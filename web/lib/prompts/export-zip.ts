import { namedFiles } from '#shared/blob-names';
import {
  bundled,
  bundleHead,
  bundleLine,
  outputLine,
  type Records
} from '#shared/bundle/bundle-lines';
import { pagePath, promptMarkdown } from '#shared/bundle/markdown';
import type { Project, Run, RunOutput } from '#shared/collections';
import { parentsOf, projectsAbove, projectsIn } from '#shared/project-tree';
import { findSecrets, redact } from '#shared/secret-scan';
import type { Store } from '$lib/data/store';
import { packedRuns } from '$lib/data/run-history';
import { nextTask } from '$lib/ui/next-task';
import { firstWords, headOf } from './prompt-head';
import type { ExportWish } from './prompt-task.svelte';

export interface ExportOptions {
  runs: boolean;
  /** Secrets that are found stand as blanks. */
  redacted: boolean;
  exportedAt: string;
  /** A run's body, from here or the server; `null` where neither can give it. */
  outputOf: (run: Run) => Promise<RunOutput | null>;
  /** The bytes of an image or file, from here or the server; `null` where neither can give them. */
  fileOf: (hash: string) => Promise<Uint8Array | null>;
  onprogress: (share: number) => void;
}

export interface Exported {
  file: Blob;
  runs: number;
  /** Runs of which the text could not be had. */
  missing: number;
  /** Images and files that could not be had. */
  missingFiles: number;
}

const living = ({ deletedAt }: { deletedAt: number | null }) => deletedAt === null;

/** Everything an export would hold, but runs. Projects come with those above them, so that places stay. */
export async function collectExport(db: Store['db'], what: ExportWish): Promise<Records> {
  const allProjects = (await db.projects.toArray()).filter(living);
  const projectIds = what.kind === 'project' ? projectsIn(what.id, parentsOf(allProjects)) : null;
  const prompts = (
    what.kind === 'prompts'
      ? (await db.prompts.bulkGet(what.ids)).flatMap((row) => row ?? [])
      : await db.prompts.toArray()
  ).filter((row) => living(row) && (projectIds === null || projectIds.has(row.projectId ?? '')));
  const promptIds = prompts.map(({ id }) => id);
  const ofPrompts = async <Name extends 'promptMessages' | 'valueSets' | 'versions' | 'labels'>(
    name: Name
  ) =>
    ((await db.table(name).where('promptId').anyOf(promptIds).toArray()) as Records[Name]).filter(
      living
    );
  const isAll = what.kind === 'everything';
  return {
    projects: isAll ? allProjects : withAbove(allProjects, prompts, projectIds),
    prompts,
    promptMessages: await ofPrompts('promptMessages'),
    valueSets: await ofPrompts('valueSets'),
    versions: (await ofPrompts('versions')).sort((a, b) => a.number - b.number),
    labels: await ofPrompts('labels'),
    presets: isAll ? (await db.presets.toArray()).filter(living) : [],
    snapshots: (isAll
      ? await db.snapshots.toArray()
      : await db.snapshots
          .where('[subject.kind+subject.id]')
          .anyOf(promptIds.map((id) => ['prompt', id]))
          .toArray()
    ).filter(living),
    runs: []
  };
}

function withAbove(
  all: Project[],
  prompts: readonly { projectId: string | null }[],
  inside: ReadonlySet<string> | null
): Project[] {
  const wanted = new Set(inside ?? []);
  for (const id of [...wanted, ...prompts.map(({ projectId }) => projectId)])
    for (const project of projectsAbove(id, all)) wanted.add(project.id);
  return all.filter(({ id }) => wanted.has(id));
}

/** Labels of the secrets that stand in what is exported, each once. */
export function secretsIn(records: Records): string[] {
  const labels = new Set<string>();
  for (const name of bundled)
    for (const record of records[name])
      for (const text of textsIn(record))
        for (const { label } of findSecrets(text)) labels.add(label);
  return [...labels].sort();
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length < 8 ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function redactAll<Value>(value: Value): Value {
  if (typeof value === 'string') return redact(value) as Value;
  if (Array.isArray(value)) return value.map(redactAll) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redactAll(inner)])
  ) as Value;
}

/** Records as lines to read again, and every prompt as a page to read. */
export async function writeExport(
  db: Store['db'],
  collected: Records,
  options: ExportOptions
): Promise<Exported> {
  const clean = <Value>(value: Value) => (options.redacted ? redactAll(value) : value);
  const records = clean(collected);
  const runs = options.runs ? await runsOf(db, records) : [];
  const parts = [bundleHead(options.exportedAt)];
  for (const name of bundled)
    for (const record of records[name]) parts.push(bundleLine(name, record));
  let missing = 0;
  const byPrompt = new Map<string, { run: Run; output: RunOutput | null }[]>();
  for (const [index, row] of runs.entries()) {
    const run = clean(row);
    const output = clean(await options.outputOf(row));
    if (!output) missing += 1;
    parts.push(bundleLine('runs', run));
    if (output) parts.push(outputLine(output));
    const list = byPrompt.get(run.promptId ?? '') ?? [];
    list.push({ run, output });
    byPrompt.set(run.promptId ?? '', list);
    options.onprogress((index + 1) / runs.length);
  }
  const files: Entry[] = [['playground.jsonl', parts.join('')]];
  const taken = new Set<string>();
  const messages = Map.groupBy(records.promptMessages, ({ promptId }) => promptId);
  for (const prompt of records.prompts) {
    const said = messages.get(prompt.id) ?? [];
    const { title } = headOf(prompt, firstWords(said));
    files.push([
      pagePath({ title, projectId: prompt.projectId }, records.projects, taken),
      promptMarkdown(title, prompt, said, byPrompt.get(prompt.id))
    ]);
  }
  let missingFiles = 0;
  for (const hash of namedFiles(bundled.map((name) => collected[name]))) {
    const bytes = await options.fileOf(hash);
    if (bytes) files.push([`files/${hash}`, bytes]);
    else missingFiles += 1;
  }
  return { file: await archiveOf(files), runs: runs.length, missing, missingFiles };
}

type Entry = [path: string, content: string | Uint8Array];

/** Packed file by file, so that the page stays awake. */
async function archiveOf(files: readonly Entry[]): Promise<Blob> {
  const { strToU8, Zip, ZipDeflate, ZipPassThrough } = await import('fflate');
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let failure: Error | null = null;
  const archive = new Zip((error, chunk) => {
    if (error) failure = error;
    else chunks.push(chunk as Uint8Array<ArrayBuffer>);
  });
  for (const [index, [path, content]] of files.entries()) {
    const isText = typeof content === 'string';
    // Pictures are packed already.
    const entry = isText ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path);
    archive.add(entry);
    entry.push(isText ? strToU8(content) : content, true);
    if (index % 50 === 0) await nextTask();
  }
  archive.end();
  if (failure) throw failure;
  return new Blob(chunks, { type: 'application/zip' });
}

async function runsOf(db: Store['db'], { prompts }: Records): Promise<Run[]> {
  const wanted = new Set(prompts.map(({ id }) => id));
  const isWanted = (run: Run) =>
    living(run) && run.endedAt !== null && run.promptId !== null && wanted.has(run.promptId);
  const runs: Run[] = await db.runs
    .where('promptId')
    .anyOf([...wanted])
    .toArray();
  for await (const packed of packedRuns(db)) runs.push(...packed);
  return runs.filter(isWanted).sort((a, b) => a.startedAt - b.startedAt);
}
