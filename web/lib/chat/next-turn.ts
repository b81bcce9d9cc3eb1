import { summarisedTo } from '#shared/chat-summary';
import type { ModelInfo } from '#shared/models';
import { modalityList, unreadParts } from '#shared/part-needs';
import { messageOf } from '#shared/prompt-content';
import { forecastRun } from '#shared/run-forecast';
import type { RunForecast } from '#shared/run-forecast';
import { countText } from '$lib/runs/run-facts';
import { contentOfPath } from './chat-content';
import type { ChatRow, ChatSettings } from './chat-content';
import type { Draft } from './chat-session.svelte';

/** What the next turn takes, with what is about to be said, and what stands in its way. */
export interface NextTurn {
  forecast: RunForecast;
  /** What the model does not read of what would be sent, the first of it; `null`: it reads everything. */
  unread: {
    /** The message that has it; `null`: the one that is being written. */
    messageId: string | null;
    sentence: string;
  } | null;
}

/** Of a message that has no record yet. */
const draftId = 'draft';

export function nextTurn(
  path: readonly ChatRow[],
  { text, parts }: Draft,
  settings: ChatSettings,
  model: ModelInfo | null
): NextTurn {
  const draft: ChatRow = {
    id: draftId,
    parentId: path.at(-1)?.id ?? null,
    role: 'user',
    text,
    parts,
    runId: null,
    createdAt: 0,
    deletedAt: null
  };
  return turnOf([...path, draft], settings, model);
}

/** What a turn takes that asks the model at the end of these messages. */
export function turnOf(
  rows: readonly ChatRow[],
  settings: ChatSettings,
  model: ModelInfo | null
): NextTurn {
  return {
    forecast: forecastRun(contentOfPath(rows, settings), {}, model),
    unread: unreadIn(rows, model?.input ?? null)
  };
}

function unreadIn(rows: readonly ChatRow[], takes: readonly string[] | null): NextTurn['unread'] {
  if (takes === null) return null;
  // What a summary stands for is not sent.
  for (const row of rows.slice(summarisedTo(rows) + 1)) {
    if (row.parts.length === 0) continue;
    const [first] = unreadParts([messageOf(row)], takes);
    if (!first) continue;
    const reads = `and this model reads ${modalityList(takes)} only`;
    return row.id === draftId
      ? { messageId: null, sentence: `What is attached is ${first.noun}, ${reads}.` }
      : { messageId: row.id, sentence: `An earlier message has ${first.noun}, ${reads}.` };
  }
  return null;
}

/** Why it is not sent, with the next step; `null` if it can be. */
export function whyNotSend({ forecast, unread }: NextTurn): string | null {
  if (unread)
    return unread.messageId === null
      ? `${unread.sentence} Take it out or choose another model.`
      : `${unread.sentence} Edit that message and take it out, or choose another model.`;
  if (forecast.over > 0)
    return `This exceeds what the model reads by ≈ ${countText(forecast.over)} tokens. Shorten it, summarise older turns or choose a model with a larger context.`;
  return null;
}
