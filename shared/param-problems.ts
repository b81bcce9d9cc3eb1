import type { ModelConfig, ParamName } from '#shared/model-config';
import { refusalOf } from '#shared/models';
import type { ModelInfo, ParamSpec } from '#shared/models';
import { paramSpecs } from '#shared/param-specs';

export interface ParamProblem {
  name: ParamName;
  /** One sentence that names the parameter, what is wrong with its value and what is possible. */
  sentence: string;
}

type Takes = Pick<ModelInfo, 'params' | 'refused' | 'oneOf'>;

/**
 * What a model would refuse of the values it is about to be sent. What it does not take at all is no
 * problem: that is not sent. Raw parameters are nobody's business but the person's.
 */
export function paramProblems(config: ModelConfig, model: Takes): ParamProblem[] {
  const sent = model.params.filter(
    ({ name }) => config[name] != null && refusalOf(name, config, model) === null
  );
  const wrong = sent.flatMap((spec) => {
    const reason = wrongWith(spec, config[spec.name]);
    return reason === null
      ? []
      : [{ name: spec.name, sentence: `${paramSpecs[spec.name].label} ${reason}` }];
  });
  return [...wrong, ...together(config, sent, model.oneOf)];
}

function together(config: ModelConfig, sent: ParamSpec[], oneOf: ParamName[][]): ParamProblem[] {
  return oneOf.flatMap((names) => {
    const set = names.filter((name) => sent.some((spec) => spec.name === name));
    const [first, second] = set;
    if (first === undefined || second === undefined) return [];
    const [kept, other] = [paramSpecs[first].label, paramSpecs[second].label];
    const sentence = `${other} cannot be sent together with ${kept}: set one of them to “Not sent”.`;
    return [{ name: second, sentence }];
  });
}

function wrongWith(spec: ParamSpec, value: ModelConfig[ParamName]): string | null {
  switch (spec.control) {
    case 'slider':
    case 'integer':
      return wrongNumber(spec, value);
    case 'strings': {
      const most = spec.loose ? undefined : spec.max;
      if (!Array.isArray(value)) return 'has to be a list of texts.';
      return most !== undefined && value.length > most
        ? `can be at most ${most} for this model; there are ${value.length}.`
        : null;
    }
    case 'select':
      return spec.loose || !spec.options || spec.options.includes(String(value))
        ? null
        : `cannot be “${String(value)}” for this model. It takes ${spec.options.join(', ')}.`;
    default:
      return null;
  }
}

function wrongNumber(spec: ParamSpec, value: ModelConfig[ParamName]): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'has to be a number.';
  if (spec.control === 'integer' && !Number.isInteger(value)) return 'has to be a whole number.';
  const says = (number: number) => number.toLocaleString('en', { maximumFractionDigits: 6 });
  const { min, max } = spec;
  if (min !== undefined && value < min)
    return `has to be at least ${says(min)} for this model; it is ${says(value)}.`;
  return max !== undefined && !spec.loose && value > max
    ? `can be at most ${says(max)} for this model; it is ${says(value)}.`
    : null;
}
