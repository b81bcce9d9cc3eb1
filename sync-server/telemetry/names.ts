import type { Dialect } from '#shared/models';

/**
 * OpenTelemetry's names for calls of generative models (open-telemetry/semantic-conventions-genai, status
 * "development": they may still change, and then they change here), and ours.
 */
export const attribute = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  finishReasons: 'gen_ai.response.finish_reasons',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  tokenType: 'gen_ai.token.type',
  serverAddress: 'server.address',
  errorType: 'error.type',
  runId: 'playground.run.id',
  requestId: 'playground.request.id',
  status: 'playground.run.status',
  attempt: 'playground.run.attempt',
  usageSource: 'playground.usage.source',
  code: 'code'
} as const;

export const metric = {
  tokens: 'gen_ai.client.token.usage',
  duration: 'gen_ai.client.operation.duration',
  firstChunk: 'gen_ai.client.operation.time_to_first_chunk',
  perChunk: 'gen_ai.client.operation.time_per_output_chunk',
  liveRuns: 'playground.runs.live',
  endedRuns: 'playground.runs.ended',
  overhead: 'playground.proxy.overhead',
  frames: 'playground.frames',
  failedCalls: 'playground.calls.failed',
  cancel: 'playground.cancel.latency',
  cost: 'playground.cost',
  eventLoop: 'playground.event_loop.delay',
  memory: 'process.memory.usage',
  sockets: 'playground.sockets.open'
} as const;

/** The buckets the conventions prescribe; seconds where it is a time. */
export const buckets = {
  tokens: [
    1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
    67_108_864
  ],
  duration: [
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
  ],
  firstChunk: [
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
  ],
  perChunk: [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
  overhead: [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256]
};

const providers: Record<string, string> = {
  'openai-chat': 'openai',
  'openai-completions': 'openai',
  'openai-responses': 'openai',
  gemini: 'gcp.gemini'
};

/** Whose dialect is spoken: to OpenTelemetry a compatible server counts as the one it is compatible with. */
export function providerOf(dialect: Dialect | null): string {
  return dialect === null ? 'unknown' : (providers[dialect] ?? dialect);
}

/** `text_completion` continues a text, `chat` answers messages. */
export function operationOf(kind: 'text' | 'messages'): string {
  return kind === 'text' ? 'text_completion' : 'chat';
}
