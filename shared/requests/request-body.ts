import type { ModelConfig } from '#shared/model-config';
import type { Loose } from './frames.ts';

/** What is set goes in; `undefined`, `null` and an empty list mean "not sent". */
export function onlySet(members: Loose): Loose {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) =>
        value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
    )
  );
}

/** The person's raw parameters come last and go as they are, even over our own. */
export function withExtra(body: Loose, config: ModelConfig): Loose {
  return { ...body, ...(config.extra ?? {}) };
}
