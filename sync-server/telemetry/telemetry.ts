import type { MiddlewareHandler } from 'hono';
import type { Settings } from '../env.ts';
import type { Env } from '../http/route.ts';
import { observedBy, type RunObserver } from '../runs/observer.ts';
import { watchProcess } from './process-metrics.ts';
import { createRequestSpans } from './request-spans.ts';
import { createRunMetrics } from './run-metrics.ts';
import { createRunSpans } from './run-spans.ts';

export interface Telemetry {
  runs: RunObserver;
  middleware: MiddlewareHandler<Env>[];
  /** Begins to watch the process, once there is something to count. */
  watch(counts: { liveCount: () => number }): void;
  /** Sends what is left and closes the port. */
  close(): Promise<void>;
}

const service = 'the-playground';

/**
 * Metrics for Prometheus on a port of their own, spans to an OpenTelemetry collector: each only if the
 * settings ask for it, and loaded only then. Rejects with EADDRINUSE if the port is taken.
 */
export async function openTelemetry(
  settings: Pick<Settings, 'METRICS_PORT' | 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'HOST'>,
  { now, monotonic }: { now: () => number; monotonic: () => number }
): Promise<Telemetry> {
  const observers: RunObserver[] = [];
  const middleware: MiddlewareHandler<Env>[] = [];
  const closing: (() => unknown)[] = [];
  let watch: Telemetry['watch'] = () => undefined;

  if (settings.METRICS_PORT !== undefined) {
    const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
    const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
    const exporter = new PrometheusExporter({
      host: settings.HOST,
      port: settings.METRICS_PORT,
      preventServerStart: true,
      withoutScopeInfo: true
    });
    const provider = new MeterProvider({ readers: [exporter] });
    const meter = provider.getMeter(service);
    await exporter.startServer();
    closing.push(() => provider.shutdown());
    observers.push(createRunMetrics(meter, monotonic));
    watch = (counts) => closing.push(watchProcess(meter, counts));
  }

  if (settings.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined) {
    const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace');
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    const { resourceFromAttributes } = await import('@opentelemetry/resources');
    const url = `${settings.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, '')}/v1/traces`;
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })]
    });
    const tracer = provider.getTracer(service);
    const requests = createRequestSpans(tracer);
    middleware.push(requests.middleware);
    observers.push(createRunSpans(tracer, requests, now));
    closing.push(() => provider.shutdown());
  }

  return {
    runs: observedBy(observers),
    middleware,
    watch: (counts) => watch(counts),
    async close() {
      for (const each of closing.reverse()) await each();
    }
  };
}
