/** The parts of OTLP's JSON encoding that tests look at; 64-bit numbers are texts. */
export interface TracesMessage {
  resourceSpans: { resource: Attributed; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

export interface OtlpSpan extends Attributed {
  traceId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  events?: { name: string; timeUnixNano: string }[];
  status?: { code?: number; message?: string };
}

export interface MetricsMessage {
  resourceMetrics: {
    resource: Attributed;
    scopeMetrics: {
      metrics: { name: string; unit: string; histogram?: { dataPoints: OtlpPoint[] } }[];
    }[];
  }[];
}

export interface OtlpPoint extends Attributed {
  count: string | number;
  sum: number;
  bucketCounts: (string | number)[];
  explicitBounds: number[];
}

interface Attributed {
  attributes?: { key: string; value: Record<string, unknown> }[];
}

export const spansIn = ({ resourceSpans }: TracesMessage): OtlpSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));

/** The points of all histograms, each with the name and unit of its metric. */
export const pointsIn = ({ resourceMetrics }: MetricsMessage) =>
  resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .flatMap(({ name, unit, histogram }) =>
      (histogram?.dataPoints ?? []).map((point) => ({ ...point, metric: name, unit })),
    );

export function attributesOf({ attributes = [] }: Attributed): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value: { intValue, doubleValue, stringValue } }) => [
      key,
      intValue === undefined ? ((doubleValue ?? stringValue) as number | string) : Number(intValue as string),
    ]),
  );
}
