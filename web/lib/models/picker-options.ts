import { isFree } from '#shared/model-price';
import { can, isShutDown } from '#shared/model-query';
import type { ModelInfo } from '#shared/models';
import type { Option } from '$lib/ui/options';
import type { ModelGroup } from './model-answer';
import { abilityText, count, priceText, shutdownText, todayOf } from './model-text';

export const filters = [
  { id: 'image', label: 'Reads images' },
  { id: 'tools', label: 'Tools' },
  { id: 'reasoning', label: 'Thinks' },
  { id: 'logprobs', label: 'Probabilities' },
  { id: 'free', label: 'Free' },
  { id: 'gone', label: 'Shut down' }
] as const;
export type Filter = (typeof filters)[number]['id'];

function passes(model: ModelInfo, filter: Filter, today: string): boolean {
  switch (filter) {
    case 'image':
      return model.input?.includes('image') ?? false;
    case 'free':
      return model.price !== null && isFree(model.price);
    case 'gone':
      return isShutDown(model, today);
    default:
      return can(model, filter);
  }
}

/**
 * The models to choose from, each with what one compares them by. What answers no more is shown only
 * when asked for, and if it is the one in use.
 */
export function optionsFor(
  groups: ModelGroup[],
  chosen: readonly Filter[],
  value: string | null,
  now: Date
): Option[] {
  const today = todayOf(now);
  return groups.flatMap((group) =>
    group.models
      .filter((model) => chosen.every((filter) => passes(model, filter, today)))
      .filter((model) => chosen.includes('gone') || model.id === value || !isShutDown(model, today))
      .map((model) => ({
        value: model.id,
        label: model.label,
        group: groupLabel(group),
        detail: model.contextTokens === null ? undefined : count(model.contextTokens),
        note: [priceText(model.price), abilityText(model)].filter(Boolean).join(' · '),
        warning: shutdownText(model, today) ?? undefined
      }))
  );
}

function groupLabel({ name, host, own }: ModelGroup): string {
  return (host ? `${name} — ${host}` : name) + (own ? ' · Only you' : '');
}
