import { Registry } from 'prom-client';
import type { ExportInput, PrometheusExport } from '../../model/export.ts';
import type { ExportContext } from '../exporter.ts';
import type { LiveExporter, LiveSubject } from '../live-exporter.ts';
import { secretFrom } from '../send.ts';
import { serveMetrics } from './endpoint.ts';
import type { MetricsEndpoint } from './endpoint.ts';
import { gateMetrics } from './gate-metrics.ts';
import type { GateMetrics } from './gate-metrics.ts';
import { pushTo } from './push-gateway.ts';
import { writeTo } from './remote-write.ts';

/** Metrics for Prometheus: served while the gate runs, pushed when it has ended. */
export async function openPrometheus(plan: PrometheusExport, subject: LiveSubject): Promise<LiveExporter> {
  const served = plan.listen && gateMetrics(Registry.OPENMETRICS_CONTENT_TYPE, subject);
  const { pushGateway, remoteWrite } = plan;
  const pushed =
    pushGateway || remoteWrite ? gateMetrics(Registry.PROMETHEUS_CONTENT_TYPE, subject) : undefined;
  const fed = [served, pushed].filter((metrics) => metrics !== undefined);
  const endpoint = served && plan.listen && (await serveMetrics(served.registry, plan.listen));
  return {
    name: 'Prometheus',
    onEvent: (event) => fed.forEach((metrics) => metrics.onEvent(event)),
    onBlock: (block) => fed.forEach((metrics) => metrics.onBlock(block)),
    async tell(input: ExportInput, { environment, signal }: ExportContext) {
      for (const metrics of fed) metrics.onResult(input);
      const scraped = endpoint ? lastScrape(endpoint, 'verdict', signal) : Promise.resolve([]);
      const pushing = pushed ? push(plan, pushed.registry, subject.suite, { environment, signal }) : [];
      // A push that fails does not take the end away from who scrapes.
      const [told, seen] = await Promise.allSettled([pushing, scraped]);
      if (told.status === 'rejected') throw told.reason;
      return `Prometheus: ${[...told.value, ...(seen.status === 'fulfilled' ? seen.value : [])].join('; ')}.`;
    },
    async tellMeasured({ signal }: ExportContext) {
      served?.onEnd();
      const seen = endpoint ? await lastScrape(endpoint, 'end', signal) : [];
      const kept = pushed ? ['only verdicts are pushed'] : [];
      return `Prometheus: ${[...seen, ...kept].join('; ')}.`;
    },
    close: async () => void (await endpoint?.close()),
  };
}

/** @returns clauses that say where it was pushed to */
async function push(
  { pushGateway, remoteWrite, tokenVariable }: PrometheusExport,
  registry: GateMetrics['registry'],
  suite: string,
  { environment, signal }: ExportContext,
): Promise<string[]> {
  const token = tokenVariable && secretFrom(environment, tokenVariable, 'Prometheus');
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const hostOf = (url: string) => new URL(url).host;
  // One that fails does not take the result away from the other.
  const ended = await Promise.allSettled([
    ...(pushGateway
      ? [
          pushTo(pushGateway, registry, suite, headers, signal).then(
            () => `the result was pushed to ${hostOf(pushGateway)}`,
          ),
        ]
      : []),
    ...(remoteWrite
      ? [
          writeTo(remoteWrite, registry, headers, Date.now(), signal).then(
            () => `the result was written to ${hostOf(remoteWrite)}`,
          ),
        ]
      : []),
  ]);
  return ended.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

/** Who scraped the gate is to see how it ended: the endpoint waits for them once more, as long as exports may take. */
async function lastScrape(
  endpoint: MetricsEndpoint,
  last: 'verdict' | 'end',
  signal: AbortSignal,
): Promise<string[]> {
  const { url } = endpoint;
  if (endpoint.scrapes === 0) return [`nobody asked for the metrics at ${url}`];
  const sawLast = await endpoint.nextScrape(signal);
  return [
    `the metrics at ${url} were scraped ${endpoint.scrapes} times, ${sawLast ? `the last time with the ${last}` : `but not again after the ${last}`}`,
  ];
}
