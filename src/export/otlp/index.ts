import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import {
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import type { OtlpExport } from '../../model/export.ts';
import type { ObservedBlock } from '../../model/observed-block.ts';
import type { Block } from '../../model/run.ts';
import type { GateVerdict } from '../../model/verdict.ts';
import { classLabels } from '../class-labels.ts';
import type { ExportContext } from '../exporter.ts';
import type { LiveExporter, LiveSubject } from '../live-exporter.ts';
import { secretFrom } from '../send.ts';
import { deliver } from './deliver.ts';
import { own } from './names.ts';
import { operationOf } from './operation.ts';
import { requestAt } from './request.ts';
import { RequestMetrics } from './request-metrics.ts';
import { chanceInBlock, Sampled } from './sampling.ts';
import { spansOf } from './spans.ts';
import type { SampledRequest } from './spans.ts';

/** About 1 kB of memory each. */
const mostSpans = 10_000;
const spansPerMessage = 500;

/** Spans and metrics by the official SDK. All is gathered between blocks and sent after the last: the load is never disturbed. */
export function openOtlp(plan: OtlpExport, subject: LiveSubject): LiveExporter {
  const resource = resourceOf(subject);
  const metrics = new RequestMetrics();
  const sampled = new Sampled<SampledRequest>(plan.sampledShare, mostSpans);
  const label = classLabels();
  const numberOf = numberInWhole(subject);
  let seen = 0;

  const send = async ({ environment, signal }: ExportContext, verdict?: GateVerdict): Promise<string> => {
    const headers = Object.fromEntries(
      Object.entries(plan.headerVariables).map(([header, variable]) => [
        header,
        secretFrom(environment, variable, 'OpenTelemetry'),
      ]),
    );
    const base = plan.endpoint.replace(/\/+$/, '');
    const spans = spansOf(sampled.values, resource, subject.sluiceVersion, verdict);
    const tracesUrl = `${base}/v1/traces`;
    const traces = new OTLPTraceExporter({ headers, url: tracesUrl });
    const metricsUrl = `${base}/v1/metrics`;
    const histograms = new OTLPMetricExporter({ headers, url: metricsUrl });
    try {
      const collected = metrics.collect(resource, subject.sluiceVersion, Date.now());
      await deliver(histograms, collected, metricsUrl, signal);
      for (let first = 0; first < spans.length; first += spansPerMessage)
        await deliver(traces, spans.slice(first, first + spansPerMessage), tracesUrl, signal);
    } finally {
      void Promise.allSettled([traces.shutdown(), histograms.shutdown()]);
    }
    const cut =
      sampled.share < plan.sampledShare ? `, fewer than asked for because ${mostSpans} is the most` : '';
    return `OpenTelemetry: metrics of ${seen} requests and ${spans.length} spans were sent to ${new URL(base).host}${cut}.`;
  };

  return {
    name: 'OpenTelemetry',
    onEvent: () => undefined,
    onBlock({ arm, baseUrl, protocol, classes, parts, measured }: ObservedBlock) {
      const operation = operationOf(protocol);
      const server = serverOf(baseUrl);
      const labels = classes.map(label);
      const classAttributes = labels.map((name) => ({ [own.class]: name }));
      const { samples, startedAtEpochMs } = measured;
      for (const { block, rows } of parts) {
        const name = blockName(block);
        const chance = chanceInBlock(name);
        const attributes = { ...server, [own.arm]: arm, [own.scenario]: block.scenario };
        const add = metrics.startBlock(samples, operation, { startedAtEpochMs, attributes, classAttributes });
        for (const row of rows) {
          add(row);
          const number = numberOf(row);
          sampled.add(chance(number), () => {
            const className = labels[samples.classIndex[row] as number] ?? '';
            const place = { arm, block, class: className, key: `${name}/${number}` };
            return { request: requestAt(measured, row, place), operation, server };
          });
          seen += 1;
        }
      }
    },
    tell: ({ report }, context) => send(context, report.verdict.verdict),
    tellMeasured: (context) => send(context),
    close: () => Promise.resolve(),
  };
}

const resourceOf = ({ suite, profile, sluiceVersion, shard }: LiveSubject): Resource =>
  resourceFromAttributes({
    [ATTR_SERVICE_NAME]: 'sluice',
    [ATTR_SERVICE_VERSION]: sluiceVersion,
    [own.suite]: suite,
    [own.profile]: profile,
    // Shards are instances of one service: without it their histograms would be taken for one and the same.
    ...(shard && {
      [own.shard]: `${shard.index}/${shard.of}`,
      [ATTR_SERVICE_INSTANCE_ID]: `shard-${shard.index}-of-${shard.of}`,
    }),
  });

/** Of a request of the block that all shards send: theirs is every n-th of it. */
const numberInWhole =
  ({ shard: { index, of } = { index: 1, of: 1 } }: LiveSubject) =>
  (row: number): number =>
    row * of + index - 1;

/** The same in both arms. */
const blockName = ({ scenario, variant, phase, index }: Block): string =>
  [scenario, variant, phase, index].filter((part) => part !== undefined).join('/');

function serverOf(baseUrl: string): Record<string, string | number> {
  const { hostname, port, protocol } = new URL(baseUrl);
  const number = Number(port) || (protocol === 'https:' ? 443 : 80);
  return { [ATTR_SERVER_ADDRESS]: hostname.replace(/^\[|\]$/g, ''), [ATTR_SERVER_PORT]: number };
}
