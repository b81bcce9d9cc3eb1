import { findSecrets, maskSecret, redact } from '#shared/secret-scan';
import type { SharedContent, SharedPart } from './shared-content.ts';

/** What looks like a secret in what is to be shared. */
export interface SharedSecret {
  /** "OpenAI API key". */
  label: string;
  /** "System text", "Message 2", "Answer 1". */
  where: string;
  /** Its beginning, and no more. */
  masked: string;
}

/** Every one that is found, in the order it is shown. */
export function secretsInShare(content: SharedContent): SharedSecret[] {
  return placesOf(content).flatMap(({ where, text }) =>
    findSecrets(text).map(({ label, from, to }) => ({
      label,
      where,
      masked: maskSecret(text.slice(from, to))
    }))
  );
}

/** Every text and name in it, for looking for what must not be there. */
export function textsInShare(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, one]) => `${name}\n${textsInShare(one)}`)
    .join('\n');
}

/** The content with each of them replaced by what it was. */
export function redactShare(content: SharedContent): SharedContent {
  const clean = redactDeep(content) as SharedContent;
  const { prompt } = content;
  if (!prompt || !clean.prompt) return clean;
  // The ranges a model wrote go with their text.
  const move = placeAfter(prompt.text);
  const written = prompt.written.map(({ from, to }) => ({ from: move(from), to: move(to) }));
  return { ...clean, prompt: { ...clean.prompt, written } };
}

/** Where a place of a text is once its secrets are replaced; one inside of a secret goes before it. */
function placeAfter(text: string): (place: number) => number {
  const found = findSecrets(text);
  return (place) => {
    const before = found.findLast(({ to }) => to <= place)?.to ?? 0;
    const inside = found.find(({ from, to }) => from < place && place < to);
    return redact(text.slice(0, before)).length + ((inside?.from ?? place) - before);
  };
}

function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redactDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactDeep(one)]));
}

function placesOf({ title, prompt, values, outputs }: SharedContent) {
  const places = [{ where: 'Title', text: title }];
  if (prompt) {
    places.push({ where: 'System text', text: prompt.systemPrompt });
    places.push({ where: 'Text', text: prompt.text });
    prompt.messages.forEach(({ text, parts }, at) => {
      const all = [text, ...parts.map(textOfPart)].join('\n');
      places.push({ where: `Message ${at + 1}`, text: all });
    });
    const { variables, params, tools, outputSchema } = prompt;
    const usual = variables.map((one) =>
      [one.name, one.default, one.options.join('\n')].join(': ')
    );
    places.push({ where: 'Variables', text: usual.join('\n') });
    places.push({ where: 'Parameters', text: JSON.stringify(params) });
    if (tools.length > 0) places.push({ where: 'Tools', text: JSON.stringify(tools) });
    if (outputSchema) places.push({ where: 'Schema', text: JSON.stringify(outputSchema) });
  }
  const given = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  places.push({ where: 'Values', text: given.join('\n') });
  outputs.forEach((output, at) =>
    places.push({ where: `Answer ${at + 1}`, text: `${output.title}\n${output.text}` })
  );
  return places;
}

function textOfPart(part: SharedPart): string {
  if (part.type === 'toolCall') return `${part.name}: ${part.arguments}`;
  if (part.type === 'toolResult') return `${part.name}: ${part.text}`;
  return part.type === 'file' ? part.name : '';
}
