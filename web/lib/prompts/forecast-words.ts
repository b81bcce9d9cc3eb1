import type { RunForecast } from '#shared/run-forecast';
import { costText, countText } from '$lib/runs/run-facts';

/** “$0.0001–0.0123”, “from $0.0001” where nobody says how long an answer may become. */
export function costRangeText({ least, most }: NonNullable<RunForecast['cost']>): string {
  if (most === null) return `from ≈ ${costText(least)}`;
  const [low, high] = [costText(least), costText(most)];
  return low === high ? `≈ ${low}` : `≈ ${low} – ${high}`;
}

/** The same in the status line. */
export function forecastFacts({ tokens, context, over, cost, free }: RunForecast) {
  return [
    {
      id: 'tokens',
      text: `≈ ${countText(tokens)}${context === null ? '' : ` / ${countText(context)}`} tokens`,
      title: 'The prompt, estimated from about four characters to a token, of what the model takes',
      tone: over > 0 ? ('warn' as const) : ('plain' as const)
    },
    ...(cost && !free
      ? [
          {
            id: 'cost',
            text: `${costRangeText(cost)} next run`,
            title: 'From no answer at all to the longest one'
          }
        ]
      : [])
  ];
}
