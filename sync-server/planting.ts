import type { Preset, Prompt, Run, RunOutput } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import type { ModelConfig } from '#shared/model-config';
import { sampleModelId } from '#shared/model-config';
import { positionBetween } from '#shared/positions';
import { createChance } from '#shared/sample-model/chance';
import type { SampleModel } from '#shared/sample-model/model';
import type { Author } from './db/author.ts';
import { plantMessages, type MessagesDraft } from './planting-messages.ts';
import { previewLength } from './runs/ending.ts';
import { checkpoint } from './prompts/checkpoint.ts';
import { syncedFields } from './runs/synced-fields.ts';

/** A text prompt as plain data. */
export interface PromptDraft {
  name: string;
  text: string;
  modelConfig?: ModelConfig;
  tags?: string[];
  favourite?: boolean;
  /** Chance of a recorded run of the sample model, whose text then stands in the prompt. */
  recordedWith?: number;
}

export interface ProjectDraft {
  name: string;
  description: string;
  prompts: readonly PromptDraft[];
  /** Prompts of messages, after the others. */
  messages?: readonly MessagesDraft[];
}

export interface PresetDraft {
  name: string;
  content: string | null;
  modelConfig: ModelConfig;
}

export interface PlantingDeps {
  author: Author;
  scope: string;
  /** Whose versions these are. */
  createdBy: string;
  now: () => number;
  newId: () => string;
  model: SampleModel;
  /** Keeps an ended run with its output where the API reads them. */
  keepRun(scope: string, run: Run, output: RunOutput): void;
}

// What a run of the sample model takes when nothing else is going on.
const firstTokenMs = 121;
const paceMs = 18.4;
const minute = 60_000;

/** Writes ready-made records into a scope; call it inside `Writer.transact`. */
export function createPlanting(deps: PlantingDeps) {
  const { author, scope, now, newId, model } = deps;

  function plantProject(draft: ProjectDraft, position: string) {
    const { name, description, prompts, messages = [] } = draft;
    const projectId = newId();
    const fields = { ...defaultsOf('projects'), name, description, position, createdAt: now() };
    author.write(scope, [{ collection: 'projects', id: projectId, fields }]);
    let last: string | null = null;
    prompts.forEach((draft, i) => {
      last = positionBetween(last, null);
      plantPrompt(draft, { projectId, position: last, startedAt: now() - (i + 2) * minute });
    });
    messages.forEach((each, i) => {
      last = positionBetween(last, null);
      const startedAt = now() - (i + 1) * 10 * minute;
      plantMessages(deps, each, { projectId, position: last, startedAt });
    });
    return projectId;
  }

  function plantPrompt(
    draft: PromptDraft,
    at: { projectId: string; position: string; startedAt: number }
  ) {
    const id = newId();
    const { recordedWith, text, ...rest } = draft;
    const { projectId, position } = at;
    const modelConfig = { model: sampleModelId, ...draft.modelConfig };
    const fields = {
      ...defaultsOf('prompts'),
      ...rest,
      kind: 'text' as const,
      projectId,
      position,
      modelConfig,
      createdAt: now(),
      text: { content: text, spans: [] }
    };
    author.write(scope, [{ collection: 'prompts', id, fields }]);
    if (recordedWith !== undefined) record(id, fields, recordedWith, at.startedAt);
  }

  /** Runs the prompt as it stands, keeps the run, and puts its text into the prompt, marked. */
  function record(
    promptId: string,
    prompt: Pick<Prompt, 'kind' | 'text' | 'modelConfig'>,
    chance: number,
    startedAt: number
  ) {
    const { kind, modelConfig } = prompt;
    const asked = prompt.text.content;
    const nothing = { systemPrompt: '', variables: [], tools: [], outputSchema: null };
    const content = { kind, text: asked, modelConfig, ...nothing };
    const { createdBy } = deps;
    const { id: versionId } = checkpoint(author, { scope, promptId, content, createdBy });

    const { text, logprobs, ending } = generate(asked, modelConfig, chance);
    const { inputTokens, outputTokens, finishReason } = ending;
    const latencyMs = Math.round(firstTokenMs + outputTokens * paceMs);
    const run: Run = {
      ...defaultsOf('runs'),
      id: newId(),
      createdAt: startedAt,
      updatedAt: startedAt,
      deletedAt: null,
      promptId,
      versionId,
      status: 'done',
      modelAsked: sampleModelId,
      modelAnswered: 'sample',
      inputTokens,
      outputTokens,
      usageSource: 'provider',
      costNanoUsd: 0,
      ttftMs: firstTokenMs,
      latencyMs,
      finishReason,
      providerFinishReason: ending.cause,
      startedAt,
      endedAt: startedAt + latencyMs,
      preview: text.slice(0, previewLength)
    };
    const fields = { ...syncedFields(run), rating: null, note: '', createdAt: startedAt };
    author.write(scope, [{ collection: 'runs', id: run.id, fields }]);
    deps.keepRun(scope, run, { runId: run.id, text, reasoning: '', toolCalls: [], logprobs });

    const span = { from: asked.length, to: asked.length + text.length, runId: run.id };
    const marked = { text: { content: asked + text, spans: [span] } };
    author.write(scope, [{ collection: 'prompts', id: promptId, fields: marked }]);
  }

  function generate(prompt: string, config: ModelConfig, chance: number) {
    const generation = model.generate(prompt, config, createChance(chance));
    const tokens = [];
    let step = generation.next();
    for (; !step.done; step = generation.next()) tokens.push(step.value);
    const told = typeof config.logprobs === 'number';
    const text = tokens.map((token) => token.token).join('');
    return { text, logprobs: told ? tokens : null, ending: step.value };
  }

  function plantPreset(preset: PresetDraft) {
    const fields: Partial<Preset> = { ...preset, createdAt: now() };
    author.write(scope, [{ collection: 'presets', id: newId(), fields }]);
  }

  return { plantProject, plantPreset };
}
