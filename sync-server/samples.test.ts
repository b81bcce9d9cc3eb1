import { describe, expect, test } from 'vitest';
import type { Run, RunOutput, SyncedName } from '#shared/collections';
import { createSampleModel } from '#shared/sample-model/model';
import { openDatabase } from './db/open.ts';
import { createWriter } from './db/writer.ts';
import { createRows } from './runs/rows.ts';
import { sampleMessages } from './sample-messages.ts';
import { plantSamples, sampleProject } from './samples.ts';
import { seedExamples } from './scripts/seed-examples.ts';
import { createSyncServer } from './sync/sync.ts';

const scope = 'u:local';
const at = 1_700_000_000_000;

function createInstallation() {
  const { sql } = openDatabase(':memory:');
  const writer = createWriter(sql);
  let ids = 0;
  const newId = () => `id-${String(++ids).padStart(6, '0')}`;
  const now = () => at;
  const { author } = createSyncServer({
    sql,
    writer,
    folder: null,
    now,
    newId,
    monotonic: () => 0,
    every: () => () => undefined
  });
  const rows = createRows(sql);
  const deps = {
    sql,
    writer,
    author,
    scope,
    now,
    newId,
    createdBy: 'local',
    keepRun(inScope: string, run: Run, output: RunOutput) {
      rows.insertRun(inScope, run);
      rows.endRun(inScope, run, output, 2);
    }
  };
  const all = (name: SyncedName) => author.find(scope, name, {});
  return { sql, rows, author, deps, writer, all };
}

describe('the first visit', () => {
  test('finds one project of prompts, each with versions and runs', async () => {
    const { author, deps, all } = createInstallation();
    expect(await plantSamples(deps)).toBe(true);
    expect(all('projects')).toHaveLength(1);
    const prompts = author.find(scope, 'prompts', {});
    expect(prompts.map((prompt) => prompt.name)).toEqual(
      [...sampleProject.prompts, ...sampleMessages].map((prompt) => prompt.name)
    );
    for (const prompt of prompts.filter(({ kind }) => kind === 'text')) {
      const version = author.read(scope, 'versions', prompt.latestVersionId ?? '');
      const [run] = author.find(scope, 'runs', { promptId: prompt.id });
      expect(version).toMatchObject({ promptId: prompt.id, number: 1 });
      expect(run).toMatchObject({ versionId: version?.id, status: 'done', costNanoUsd: 0 });
      expect(run?.endedAt).toBe((run?.startedAt ?? 0) + (run?.latencyMs ?? 0));
      expect(run?.endedAt).toBeLessThan(at);
    }
  });

  test('the marked text of a prompt is what its run wrote after the version’s text', async () => {
    const { author, deps, rows } = createInstallation();
    await plantSamples(deps);
    for (const prompt of author.find(scope, 'prompts', { kind: 'text' })) {
      const [span] = prompt.text.spans;
      const output = rows.output(scope, span?.runId ?? '');
      const version = author.read(scope, 'versions', prompt.latestVersionId ?? '');
      expect(prompt.text.content.slice(span?.from, span?.to)).toBe(output?.text);
      expect(prompt.text.content.slice(0, span?.from)).toBe(version?.content.text);
      expect(rows.run(scope, span?.runId ?? '')?.status).toBe('done');
    }
  });

  test('prompts of messages have value sets, and several runs to compare, each with its values', async () => {
    const { author, deps, all, rows } = createInstallation();
    await plantSamples(deps);
    for (const prompt of author.find(scope, 'prompts', { kind: 'messages' })) {
      expect(author.find(scope, 'promptMessages', { promptId: prompt.id }).length).toBe(3);
      expect(author.find(scope, 'valueSets', { promptId: prompt.id }).length).toBe(2);
      const runs = author.find(scope, 'runs', { promptId: prompt.id });
      expect(runs.length).toBeGreaterThan(1);
      for (const run of runs) {
        expect(rows.output(scope, run.id)?.text.length).toBeGreaterThan(20);
        expect(Object.keys(run.variableValues)).toHaveLength(2);
      }
    }
    expect(all('valueSets')).toHaveLength(4);
  });

  test('one of them tells probabilities that cover its text', async () => {
    const { author, deps, rows } = createInstallation();
    await plantSamples(deps);
    const outputs = author.find(scope, 'runs', {}).map((run) => rows.output(scope, run.id));
    const told = outputs.filter((output) => output?.logprobs);
    expect(told).toHaveLength(1);
    expect(told[0]?.logprobs?.map((one) => one.token).join('')).toBe(told[0]?.text);
  });
});

describe('samples come once', () => {
  test('also when asked for twice at the same time', async () => {
    const { deps, all } = createInstallation();
    const planted = await Promise.all([plantSamples(deps), plantSamples(deps)]);
    expect(planted).toEqual([true, false]);
    expect(all('prompts')).toHaveLength(5);
  });

  test('and never into a scope that holds something', async () => {
    const { author, writer, deps, all } = createInstallation();
    const fields = { name: 'Mine', content: null, modelConfig: {} };
    await writer.transact(() =>
      author.write(scope, [{ collection: 'presets', id: 'mine', fields }])
    );
    expect(await plantSamples(deps)).toBe(false);
    expect(all('projects')).toHaveLength(0);
  });

  test('and not again when they were thrown away', async () => {
    const { sql, deps, all } = createInstallation();
    await plantSamples(deps);
    sql.exec('delete from records');
    expect(await plantSamples(deps)).toBe(false);
    expect(all('prompts')).toHaveLength(0);
  });

  test('for each scope', async () => {
    const { deps } = createInstallation();
    await plantSamples(deps);
    expect(await plantSamples({ ...deps, scope: 'u:other' })).toBe(true);
  });
});

test('the examples fill an installation with projects, prompts, runs and presets', async () => {
  const { deps, all } = createInstallation();
  const written = await seedExamples({ ...deps, model: createSampleModel() });
  expect(all('projects')).toHaveLength(5);
  expect(all('presets')).toHaveLength(10);
  expect(all('prompts').length).toBeGreaterThanOrEqual(40);
  expect(all('runs').length).toBeGreaterThanOrEqual(10);
  expect(written).toEqual({ projects: 5, prompts: all('prompts').length, presets: 10 });
});
