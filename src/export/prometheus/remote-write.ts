import type { MetricObjectWithValues, MetricValueWithName, Registry, RegistryContentType } from 'prom-client';
import protobuf from 'protobufjs/minimal.js';
import { send } from '../send.ts';

/** `job` as a scrape would give it. */
const job = 'sluice';

/**
 * Writes every series of the registry once, as it is at this time. Fields and headers: Prometheus Remote-Write 1.0,
 * prometheus.io/docs/specs/prw/remote_write_spec.
 */
export async function writeTo(
  url: string,
  registry: Registry<RegistryContentType>,
  headers: Record<string, string>,
  atEpochMs: number,
  signal: AbortSignal,
): Promise<void> {
  const series = (await registry.getMetricsAsJSON()).flatMap(seriesOf);
  await send(
    'the remote write',
    {
      method: 'POST',
      url,
      headers: {
        ...headers,
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
      },
      body: uncompressedSnappy(encodeRequest(series, atEpochMs)),
    },
    signal,
  );
}

interface Series {
  labels: [name: string, value: string][];
  value: number;
}

function seriesOf(metric: object): Series[] {
  const { name, values } = metric as MetricObjectWithValues<MetricValueWithName<string>>;
  return values.map(({ labels, metricName, value }) => {
    const all = { __name__: metricName ?? name, job, ...labels };
    const named = Object.entries(all).map(([key, text]): [string, string] => [
      key,
      String(text) === 'Infinity' ? '+Inf' : String(text),
    ]);
    return { labels: named.sort(([a], [b]) => (a < b ? -1 : 1)), value };
  });
}

/** WriteRequest { repeated TimeSeries timeseries = 1 }; TimeSeries { labels = 1, samples = 2 }. */
function encodeRequest(series: readonly Series[], atEpochMs: number): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const { labels, value } of series) {
    writer.uint32(0x0a).fork();
    for (const [name, text] of labels)
      writer.uint32(0x0a).fork().uint32(0x0a).string(name).uint32(0x12).string(text).ldelim();
    writer.uint32(0x12).fork().uint32(0x09).double(value).uint32(0x10).int64(atEpochMs).ldelim();
    writer.ldelim();
  }
  return writer.finish();
}

/** The most that one literal of two length bytes holds. */
const mostLiteralBytes = 65_536;

/**
 * Snappy's block format, which remote write asks for, with literals alone: a few hundred kilobytes once a gate are not worth
 * a compressor. Source: format_description.txt of google/snappy.
 */
function uncompressedSnappy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const writer = protobuf.Writer.create().uint32(bytes.length);
  const parts = [writer.finish()];
  for (let first = 0; first < bytes.length; first += mostLiteralBytes) {
    const literal = bytes.subarray(first, first + mostLiteralBytes);
    const rest = literal.length - 1;
    parts.push(Uint8Array.of(61 << 2, rest & 0xff, rest >> 8), literal);
  }
  return Buffer.concat(parts);
}
