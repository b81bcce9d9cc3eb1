import type { ParamSpec } from '#shared/models';
import { paramSpecs } from '#shared/param-specs';
import type { ParamState } from './param-state';

/** Longer ranges are typed: on a slider a pixel would be a jump. */
const longestSlider = 8192;

/** The control a parameter gets in the panel. */
export function controlOf(
  spec: ParamSpec
): 'slider' | 'number' | 'strings' | 'probabilities' | 'select' | 'json' {
  if (spec.name === 'logprobs') return 'probabilities';
  if (spec.control === 'slider' || spec.control === 'integer') {
    const { min, max } = spec;
    return min !== undefined && max !== undefined && max - min <= longestSlider
      ? 'slider'
      : 'number';
  }
  return spec.control === 'toggle' ? 'select' : spec.control;
}

/** What stands in place of a value: "0.7" as the default's figure, "default", "not sent". */
export function placeholderOf(state: ParamState): string | undefined {
  if (state.kind === 'off') return 'not sent';
  if (state.kind === 'default') return state.value === null ? 'default' : String(state.value);
  return undefined;
}

/** Choices for a parameter of fixed options, in its three states; `` and `-` are no option's name. */
export function optionsOf(spec: ParamSpec): { value: string; label: string }[] {
  const usual = spec.default === null ? 'Default' : `Default (${String(spec.default)})`;
  return [
    { value: '', label: usual },
    ...(spec.options ?? []).map((option) => ({ value: option, label: option })),
    { value: '-', label: 'Not sent' }
  ];
}

/** Choices for showing probabilities, with the one in force among them. */
export function probabilityChoices(
  spec: ParamSpec,
  chosen: number | null
): { value: string; label: string }[] {
  const counts = new Set([0, Math.min(5, spec.max ?? 5)]);
  if (chosen !== null) counts.add(chosen);
  return [
    { value: '', label: 'Off' },
    ...[...counts]
      .sort((a, b) => a - b)
      .map((count) => ({
        value: String(count),
        label:
          count === 0
            ? 'On, chosen tokens alone'
            : `On, with ${count} ${count === 1 ? 'alternative' : 'alternatives'}`
      }))
  ];
}

/** What people turn most comes first; what is not named here keeps its order behind. */
const firstParams = ['temperature', 'maxTokens', 'topP', 'stopSequences'];

/** The panel's parameters in its order; raw ones have a place of their own below. */
export function paramsInOrder(params: ParamSpec[]): ParamSpec[] {
  const rank = ({ name }: ParamSpec) => {
    const at = firstParams.indexOf(name);
    return at < 0 ? firstParams.length : at;
  };
  return params.filter(({ name }) => name !== 'extra').sort((a, b) => rank(a) - rank(b));
}

/** What most models take: shown for one nothing is known of. */
export const usualParams: ParamSpec[] = [
  paramSpecs.temperature,
  paramSpecs.maxTokens,
  paramSpecs.topP,
  paramSpecs.stopSequences,
  paramSpecs.seed
].map((spec) => ({ ...spec }));
