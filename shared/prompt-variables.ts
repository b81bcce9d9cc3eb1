import type { PromptContent, Variable } from '#shared/prompt-fields';
import { missingValues } from '#shared/fill-prompt';
import { typedVariable } from '#shared/prompt-content';
import { mapPromptTexts, promptTexts } from '#shared/prompt-texts';
import { isVariableName, placeholdersIn, variableNames } from '#shared/template';

export interface VariableUse {
  variable: Variable;
  /** It stands in a text. */
  used: boolean;
  /** The prompt says what it is; else it was only typed into a text. */
  declared: boolean;
}

/** A prompt's variables in the order in which they are met; those that stand nowhere come last. */
export function variableUses(
  content: PromptContent,
  declared: readonly Pick<Variable, 'name'>[]
): VariableUse[] {
  const order = variableNames(promptTexts(content).map(({ text }) => text));
  const known = new Set(declared.map(({ name }) => name));
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return content.variables
    .map((variable) => ({
      variable,
      used: order.includes(variable.name),
      declared: known.has(variable.name)
    }))
    .sort((a, b) => place(a.variable.name) - place(b.variable.name));
}

/** Required variables without a value, in the order in which one meets them. */
export function missingInOrder(content: PromptContent, values: Record<string, unknown>): string[] {
  const missing = missingValues(content, values);
  if (missing.length < 2) return missing;
  const order = variableUses(content, []).map(({ variable }) => variable.name);
  return missing.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** The declarations with one changed, or made where there was none. */
export function declareVariable(
  declared: readonly Variable[],
  name: string,
  change: Partial<Variable>
): Variable[] {
  const before = declared.find((one) => one.name === name);
  const after = { ...(before ?? typedVariable(name)), ...change };
  return before ? declared.map((one) => (one === before ? after : one)) : [...declared, after];
}

/** Why a variable cannot be called that; `null` if it can. */
export function whyNotName(name: string, others: readonly Pick<Variable, 'name'>[]): string | null {
  if (name === '') return 'Type a name.';
  if (!isVariableName(name))
    return 'A name begins with a letter or “_” and goes on with letters, digits, “_”, “-” and “.”, 64 at most.';
  return others.some((one) => one.name === name) ? `There is a “${name}” already.` : null;
}

/** The content with a variable under another name, wherever it stands. */
export function renameVariable(content: PromptContent, from: string, to: string): PromptContent {
  return {
    ...mapPromptTexts(content, (text) => renamePlaceholders(text, from, to)),
    variables: content.variables.map((one) => (one.name === from ? { ...one, name: to } : one))
  };
}

function renamePlaceholders(text: string, from: string, to: string): string {
  let rest = 0;
  let renamed = '';
  for (const found of placeholdersIn(text)) {
    if (found.name !== from) continue;
    renamed +=
      text.slice(rest, found.from) + text.slice(found.from, found.to).replace(from, () => to);
    rest = found.to;
  }
  return renamed + text.slice(rest);
}
