import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import type { SpanContext, Tracer } from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Env } from '../http/route.ts';
import { attribute } from './names.ts';

export interface RequestSpans {
  /** One span per request of `/v1`. Query strings stay out: they may hold what was searched. */
  middleware: MiddlewareHandler<Env>;
  /** The request that is being answered, for those it begins to link to. */
  current(): SpanContext | undefined;
}

export function createRequestSpans(tracer: Tracer): RequestSpans {
  const running = new AsyncLocalStorage<SpanContext>();
  return {
    current: () => running.getStore(),
    async middleware(c, next) {
      if (!c.req.path.startsWith('/v1/')) return next();
      const span = tracer.startSpan(c.req.method, { kind: SpanKind.SERVER }, ROOT_CONTEXT);
      try {
        await running.run(span.spanContext(), next);
      } finally {
        const path = routePath(c, -1);
        span.updateName(`${c.req.method} ${path}`);
        span.setAttributes({
          'http.request.method': c.req.method,
          'http.route': path,
          'http.response.status_code': c.res.status,
          [attribute.requestId]: c.get('requestId')
        });
        span.end();
      }
    }
  };
}
