import { costOfTokens, isFree } from '#shared/model-price';
import type { ModelInfo } from '#shared/models';
import { costText, countText } from '$lib/runs/run-facts';
import type { ShellFact } from './complete-shell';

export interface RunEstimate {
  /** Estimated tokens of the prompt. */
  prompt: number;
  context: number | null;
  /** Estimated tokens over what the model takes; 0 if it fits or is not known. */
  over: number;
  /** Nano-dollars if the answer becomes as long as it may; `null` is unknown. */
  costNanoUsd: number | null;
}

/** What the next run will take, from about four characters to a token: shown before it is started. */
export function estimateRun(
  characters: number,
  maxTokens: number | null,
  model: Pick<ModelInfo, 'contextTokens' | 'price'> | null
): RunEstimate {
  const prompt = Math.ceil(characters / 4);
  const context = model?.contextTokens ?? null;
  const price = model?.price ?? null;
  return {
    prompt,
    context,
    over: context === null ? 0 : Math.max(0, prompt - context),
    costNanoUsd:
      price === null || (maxTokens === null && !isFree(price))
        ? null
        : costOfTokens({ input: prompt, output: maxTokens ?? 0 }, price)
  };
}

/** The same in the status line. */
export function estimateFacts({ prompt, context, over, costNanoUsd }: RunEstimate): ShellFact[] {
  const found: ShellFact[] = [
    {
      id: 'tokens',
      text: `≈ ${countText(prompt)}${context === null ? '' : ` / ${countText(context)}`} tokens`,
      title: 'The text, estimated from about four characters to a token, of what the model takes',
      tone: over > 0 ? 'warn' : 'plain'
    }
  ];
  if (costNanoUsd)
    found.push({
      id: 'cost',
      text: `≈ ${costText(costNanoUsd)} next run`,
      title: 'If the answer becomes as long as it may'
    });
  return found;
}
