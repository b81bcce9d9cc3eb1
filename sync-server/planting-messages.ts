import type { Prompt, PromptMessage, Run } from '#shared/collections';
import type { Variable } from '#shared/prompt-fields';
import { defaultsOf } from '#shared/defaults';
import { fillPrompt } from '#shared/fill-prompt';
import type { ModelConfig } from '#shared/model-config';
import { sampleModelId } from '#shared/model-config';
import { positionBetween } from '#shared/positions';
import { promptContent } from '#shared/prompt-content';
import { createChance } from '#shared/sample-model/chance';
import { checkpoint } from './prompts/checkpoint.ts';
import { flatten, turnStops } from './providers/sample/flatten.ts';
import type { PlantingDeps } from './planting.ts';
import { previewLength } from './runs/ending.ts';
import { syncedFields } from './runs/synced-fields.ts';

/** A prompt of messages as plain data. */
export interface MessagesDraft {
  name: string;
  systemPrompt: string;
  messages: readonly { role: PromptMessage['role']; text: string }[];
  variables: Variable[];
  modelConfig: ModelConfig;
  tags?: string[];
  valueSets: readonly { name: string; values: Record<string, unknown> }[];
  /** Runs of the sample model to compare: with a value set by its place, and parameters over the prompt's. */
  runs: readonly { chance: number; values: number; config?: ModelConfig }[];
}

// What a run of the sample model takes when nothing else is going on.
const firstTokenMs = 121;
const paceMs = 18.4;
const minute = 60_000;

/** Writes a prompt of messages with its recorded runs; call it inside `Writer.transact`. */
export function plantMessages(
  deps: PlantingDeps,
  draft: MessagesDraft,
  at: { projectId: string; position: string; startedAt: number }
): void {
  const { author, scope, now, newId } = deps;
  const promptId = newId();
  const { name, systemPrompt, variables, tags = [] } = draft;
  const modelConfig = { model: sampleModelId, ...draft.modelConfig };
  const fields = {
    ...defaultsOf('prompts'),
    kind: 'messages' as const,
    name,
    systemPrompt,
    variables,
    tags,
    modelConfig,
    projectId: at.projectId,
    position: at.position,
    createdAt: now()
  };
  author.write(scope, [{ collection: 'prompts', id: promptId, fields }]);
  const rows: PromptMessage[] = [];
  let last: string | null = null;
  for (const { role, text } of draft.messages) {
    last = positionBetween(last, null);
    const message = { promptId, role, text, parts: [], position: last, createdAt: now() };
    const id = newId();
    author.write(scope, [{ collection: 'promptMessages', id, fields: message }]);
    rows.push({ ...message, id, updatedAt: now(), deletedAt: null });
  }
  for (const { name: title, values } of draft.valueSets) {
    const set = { promptId, name: title, values, createdAt: now() };
    author.write(scope, [{ collection: 'valueSets', id: newId(), fields: set }]);
  }
  draft.runs.forEach(({ chance, values, config }, index) => {
    const prompt = { ...fields, modelConfig: { ...modelConfig, ...config } };
    const startedAt = at.startedAt + index * minute;
    record(deps, promptId, {
      prompt,
      rows,
      chance,
      startedAt,
      values: draft.valueSets[values]?.values ?? {}
    });
  });
}

function record(
  deps: PlantingDeps,
  promptId: string,
  asked: {
    prompt: Omit<Prompt, 'id' | 'updatedAt' | 'deletedAt'>;
    rows: PromptMessage[];
    chance: number;
    startedAt: number;
    values: Record<string, unknown>;
  }
) {
  const { author, scope, newId, createdBy, model } = deps;
  const { startedAt, values: variableValues } = asked;
  const content = promptContent({ ...asked.prompt }, asked.rows);
  const { id: versionId } = checkpoint(author, { scope, promptId, content, createdBy });
  const filled = fillPrompt(content, variableValues);
  const flat = flatten({ ...filled, messages: filled.messages ?? [] });
  const stops = { stopSequences: [...(content.modelConfig.stopSequences ?? []), ...turnStops] };
  const tokens = model.generate(
    flat,
    { ...content.modelConfig, ...stops },
    createChance(asked.chance)
  );
  let text = '';
  let step = tokens.next();
  for (; !step.done; step = tokens.next()) text += step.value.token;
  const { inputTokens, outputTokens, finishReason, cause } = step.value;
  const latencyMs = Math.round(firstTokenMs + outputTokens * paceMs);
  const run: Run = {
    ...defaultsOf('runs'),
    id: newId(),
    createdAt: startedAt,
    updatedAt: startedAt,
    deletedAt: null,
    promptId,
    versionId,
    variableValues,
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
    providerFinishReason: cause,
    startedAt,
    endedAt: startedAt + latencyMs,
    preview: text.slice(0, previewLength)
  };
  const fields = { ...syncedFields(run), rating: null, note: '', createdAt: startedAt };
  author.write(scope, [{ collection: 'runs', id: run.id, fields }]);
  const output = { runId: run.id, text, reasoning: '', toolCalls: [], logprobs: null };
  deps.keepRun(scope, run, output);
}
