import type { ModelCall } from '#shared/requests/model-call';
import type { Delta, Provider, Sink } from '../providers/adapter.ts';

/** A call of a plain text, as short as it gets. */
export function aTextCall(over: Partial<ModelCall> = {}): ModelCall {
  return {
    model: 'ok',
    kind: 'text',
    text: 'Once upon a time',
    systemPrompt: '',
    messages: [],
    config: {},
    ...over
  };
}

/** A sink that keeps what it is told. */
export function createCollector() {
  const deltas: Delta[] = [];
  const stages: string[] = [];
  const sink: Sink = {
    progress: (stage) => void stages.push(stage),
    delta: (delta) => void deltas.push(delta)
  };
  return { sink, deltas, stages, text: () => textOf(deltas) };
}

export function textOf(deltas: Delta[], channel = 'text'): string {
  return deltas
    .map((delta) => (delta.type === 'text' && delta.channel === channel ? delta.text : ''))
    .join('');
}

/** Runs a provider to its end and answers what it said. */
export async function runToEnd(provider: Provider, call: ModelCall): Promise<Delta[]> {
  const collector = createCollector();
  await provider.run(call, collector.sink, new AbortController().signal);
  return collector.deltas;
}
