import type { QueuedRun } from '#shared/run-queue';

/** A wish that was never sent. */
export function aQueuedRun(given: Partial<QueuedRun> & { model?: string } = {}): QueuedRun {
  const { model = 'test/m', id = 'q', ...rest } = given;
  return {
    id,
    promptId: 'p',
    idempotencyKey: `key-${id}`,
    hash: null,
    position: 'a0',
    queuedAt: 0,
    state: 'waiting',
    sentAt: null,
    attempts: 0,
    notBefore: 0,
    held: null,
    runId: null,
    acceptedAt: null,
    shown: false,
    request: {
      content: {
        kind: 'text',
        text: 'Once',
        systemPrompt: '',
        variables: [],
        tools: [],
        outputSchema: null,
        modelConfig: { model }
      },
      variableValues: {}
    },
    ...rest
  };
}
