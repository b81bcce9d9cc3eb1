import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span, Tracer } from '@opentelemetry/api';
import type { RunObserver } from '../runs/observer.ts';
import { attribute, operationOf, providerOf } from './names.ts';
import type { RequestSpans } from './request-spans.ts';

/**
 * One span for a run, linked to the request that began it (which it outlives), and below it one for each
 * call of the model. No text of anybody's is in them.
 */
export function createRunSpans(
  tracer: Tracer,
  requests: Pick<RequestSpans, 'current'>,
  now: () => number
): RunObserver {
  return {
    begin({ id, model, kind }) {
      const operation = operationOf(kind);
      const facts = {
        [attribute.operation]: operation,
        [attribute.provider]: providerOf(
          kind === 'text' ? model.textDialect : model.messagesDialect
        ),
        [attribute.requestModel]: model.name
      };
      const asked = requests.current();
      const whole = tracer.startSpan(
        'run',
        {
          attributes: { ...facts, [attribute.runId]: id },
          links: asked ? [{ context: asked }] : []
        },
        ROOT_CONTEXT
      );
      const below = trace.setSpan(ROOT_CONTEXT, whole);
      let number = 0;
      let isOver = false;
      /** What the model answered is known when the run ends, a little after its last call did. */
      let last: { span: Span; at: number } | null = null;
      const close = () => {
        last?.span.end(last.at);
        last = null;
      };

      return {
        attempt() {
          close();
          number++;
          const span = tracer.startSpan(
            `${operation} ${model.name}`,
            {
              kind: SpanKind.CLIENT,
              attributes: {
                ...facts,
                [attribute.serverAddress]: model.host,
                [attribute.attempt]: number
              }
            },
            below
          );
          return (error) => {
            if (error !== null) fail(span, error);
            if (isOver) return span.end(now());
            last = { span, at: now() };
          };
        },
        sent: () => undefined,
        end({ error, usage, finishReason, modelAnswered }) {
          const said = {
            ...(modelAnswered !== null && { [attribute.responseModel]: modelAnswered }),
            ...(usage.inputTokens !== null && { [attribute.inputTokens]: usage.inputTokens }),
            ...(usage.outputTokens !== null && { [attribute.outputTokens]: usage.outputTokens }),
            [attribute.usageSource]: usage.usageSource,
            [attribute.finishReasons]: [finishReason]
          };
          isOver = true;
          last?.span.setAttributes(said);
          close();
          whole.setAttributes(said);
          if (error && error.code !== 'CANCELLED') fail(whole, error.code);
          whole.end(now());
        }
      };
    }
  };
}

function fail(span: Span, code: string) {
  span.setAttribute(attribute.errorType, code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
