import { alignMessages, type Pair } from '#shared/align-messages';
import { canonicalJson, canonicalPrompt } from '#shared/canonical-prompt';
import type { PromptContent } from '#shared/prompt-fields';
import { diffNamed, diffValues, type ListDiff, type ValueChange } from '#shared/value-diff';

/** Two texts that differ. */
export interface TextChange {
  before: string;
  after: string;
}

/** What differs between two contents of a prompt. */
export interface PromptDiff {
  /** Nothing does: they are one version. */
  same: boolean;
  kind: TextChange | null;
  text: TextChange | null;
  systemPrompt: TextChange | null;
  /** All messages of both sides, the unchanged too. */
  messages: Pair[];
  modelConfig: ValueChange[];
  variables: ListDiff;
  tools: ListDiff;
  outputSchema: ValueChange[];
}

export function diffPrompts(before: PromptContent, after: PromptContent): PromptDiff {
  return {
    same: canonicalPrompt(before) === canonicalPrompt(after),
    kind: change(before.kind, after.kind),
    text: change(before.text, after.text),
    systemPrompt: change(before.systemPrompt, after.systemPrompt),
    messages: alignMessages(before.messages ?? [], after.messages ?? []),
    modelConfig: diffValues(before.modelConfig, after.modelConfig),
    variables: diffNamed(before.variables, after.variables, nameOf),
    tools: diffNamed(before.tools, after.tools, nameOf),
    outputSchema: diffValues(before.outputSchema, after.outputSchema)
  };
}

/** A variable's or a tool's name; of a tool that has none, how it is spelled. */
function nameOf(entry: unknown): string {
  const { name, function: inner } = (entry ?? {}) as { name?: unknown; function?: unknown };
  if (typeof name === 'string' && name !== '') return name;
  const innerName = (inner as { name?: unknown } | null | undefined)?.name;
  return typeof innerName === 'string' ? innerName : canonicalJson(entry ?? null);
}

function change(before: string, after: string): TextChange | null {
  return before === after ? null : { before, after };
}
