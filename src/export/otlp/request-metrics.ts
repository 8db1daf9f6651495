import { ValueType } from '@opentelemetry/api';
import type { Attributes, HrTime } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { DataPoint, Histogram, HistogramMetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
} from '@opentelemetry/semantic-conventions';
import { outcomes } from '../../model/sample.ts';
import type { Samples } from '../../model/sample.ts';
import { Buckets } from './buckets.ts';
import { genAi } from './names.ts';
import type { Operation } from './operation.ts';
import { definedOf } from './request.ts';
import { errorType, operationAttributes } from './spans.ts';

/** Boundaries that the conventions give for HTTP. */
const httpSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const { seconds, tokens } = genAi.buckets;

interface Instrument {
  name: string;
  unit: string;
  description: string;
  boundaries: readonly number[];
  /** What tells its points from those of the same name. */
  attributes?: Attributes;
}

const tokenUsage = { name: genAi.metrics.tokenUsage, unit: '{token}', boundaries: tokens };
const instruments = {
  duration: {
    name: genAi.metrics.duration,
    unit: 's',
    description: 'Latency, from when the request was due.',
    boundaries: seconds,
  },
  firstChunk: {
    name: genAi.metrics.timeToFirstChunk,
    unit: 's',
    description: 'From when the request was due to the first token.',
    boundaries: seconds,
  },
  inputTokens: {
    ...tokenUsage,
    description: 'Input and output tokens of a request.',
    attributes: { [genAi.tokenType]: 'input' },
  },
  outputTokens: {
    ...tokenUsage,
    description: 'Input and output tokens of a request.',
    attributes: { [genAi.tokenType]: 'output' },
  },
  http: {
    name: METRIC_HTTP_CLIENT_REQUEST_DURATION,
    unit: 's',
    description: 'From when the request was sent.',
    boundaries: httpSeconds,
  },
} satisfies Record<string, Instrument>;

type InstrumentName = keyof typeof instruments;

/** Requests that all attributes are the same of. */
interface Group {
  attributes: Attributes;
  buckets: Partial<Record<InstrumentName, Buckets>>;
}

/** The histograms that the conventions name, over all measured requests, sampled or not. */
export class RequestMetrics {
  readonly #groups = new Map<string, Group>();
  #startedAtEpochMs = Infinity;

  /**
   * @param place what is the same of all requests of a block
   * @returns adds one of them
   */
  startBlock(
    samples: Samples,
    operation: Operation,
    place: { startedAtEpochMs: number; attributes: Attributes; classAttributes: readonly Attributes[] },
  ): (row: number) => void {
    this.#startedAtEpochMs = Math.min(this.#startedAtEpochMs, place.startedAtEpochMs);
    const add = operation.kind === 'http' ? addHttp : addGenerated;
    const groups = new Map<number, Group>();
    return (row) => {
      const [classIndex = 0, outcomeIndex = 0, status = 0] = [
        samples.classIndex[row],
        samples.outcome[row],
        samples.httpStatus[row],
      ];
      const key = (classIndex * outcomes.length + outcomeIndex) * 1000 + status;
      let group = groups.get(key);
      if (!group) {
        const outcome = outcomes[outcomeIndex] ?? 'bad-response';
        group = this.#groupOf({
          ...place.attributes,
          ...place.classAttributes[classIndex],
          ...operationAttributes(operation),
          ...definedOf({
            [ATTR_ERROR_TYPE]: errorType({ outcome, httpStatus: status }),
            [ATTR_HTTP_RESPONSE_STATUS_CODE]: operation.kind === 'http' ? status || undefined : undefined,
          }),
        });
        groups.set(key, group);
      }
      add(group, samples, row);
    };
  }

  #groupOf(attributes: Attributes): Group {
    const key = JSON.stringify(attributes);
    const group = this.#groups.get(key) ?? { attributes, buckets: {} };
    this.#groups.set(key, group);
    return group;
  }

  /** In the SDK's own form, cumulative from the first block on. */
  collect(resource: Resource, version: string, nowEpochMs: number): ResourceMetrics {
    const times = { startTime: hrTime(this.#startedAtEpochMs), endTime: hrTime(nowEpochMs) };
    const metrics = new Map<string, HistogramMetricData & { dataPoints: DataPoint<Histogram>[] }>();
    for (const { attributes, buckets } of this.#groups.values())
      for (const [instrument, counted] of Object.entries(buckets)) {
        const { name, unit, description, ...more }: Instrument = instruments[instrument as InstrumentName];
        if (!counted.value) continue;
        const metric = metrics.get(name) ?? {
          descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints: [],
        };
        metrics.set(name, metric);
        const all = { ...attributes, ...more.attributes };
        metric.dataPoints.push({ ...times, attributes: all, value: counted.value });
      }
    return {
      resource,
      scopeMetrics: [{ scope: { name: 'sluice', version }, metrics: [...metrics.values()] }],
    };
  }
}

const hrTime = (epochMs: number): HrTime => [Math.floor(epochMs / 1000), Math.round((epochMs % 1000) * 1e6)];

function count({ buckets }: Group, instrument: InstrumentName, value: number | undefined): void {
  if (value === undefined || Number.isNaN(value)) return;
  buckets[instrument] ??= new Buckets(instruments[instrument].boundaries);
  buckets[instrument].add(Math.max(0, value));
}

/** Latency and TTFT as the gate has them: without the time that the connection took. A failed request took until it failed. */
function addGenerated(group: Group, samples: Samples, row: number): void {
  const fromMs = (samples.dueAtMs[row] as number) + (samples.connectMs?.[row] || 0);
  count(group, 'duration', ((samples.endAtMs[row] as number) - fromMs) / 1000);
  count(group, 'firstChunk', ((samples.firstTokenAtMs[row] as number) - fromMs) / 1000);
  count(group, 'inputTokens', samples.inputTokens[row]);
  count(group, 'outputTokens', samples.outputTokens[row]);
}

function addHttp(group: Group, samples: Samples, row: number): void {
  count(group, 'http', ((samples.endAtMs[row] as number) - (samples.sentAtMs[row] as number)) / 1000);
}
