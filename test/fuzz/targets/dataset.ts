import { crc32 } from 'node:zlib';
import type { DatasetLayout, ReplayArrivals } from '../../../src/model/plan.ts';
import { parseArrivalTrace, parseDataset } from '../../../src/workload/index.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite, holds, same, unlessRefused } from '../properties.ts';

const layouts: readonly (DatasetLayout | undefined)[] = [
  undefined,
  'rows',
  'sharegpt',
  'openai-batch',
  'mooncake',
];
const formats = ['jsonl', 'csv', 'json'] as const;

/** Rows of the user's, in every form of text, and as times of arrivals. */
export const dataset: FuzzTarget = {
  name: 'dataset',
  covers: ['src/workload'],
  seeds: () => [
    '{"text":"a","words":1}\n\n{"text":"b","tokens":2.5}\r\n',
    '[{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]},{"conversations":[]}]',
    '{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}\n',
    '{"custom_id":"1","body":{"messages":[{"role":"user","content":"a"}],"max_tokens":7}}\n',
    'text,words,"a ""b"""\n"x\ny",1,007\nz,2.50,\n',
    '{"timestamp":0,"input_length":5,"output_length":6}\n{"timestamp":1500,"input_length":7,"output_length":0}\n',
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2026-05-04 09:30:00.1234567,5,6\n2026-05-04 09:30:01,5,6\n',
  ],
  words: [
    '"',
    ',',
    '\n',
    '{"',
    '"role":"user"',
    '"conversations":',
    '"timestamp":',
    '2026-05-04T09:30:00Z',
    '1e300',
  ],
  check(bytes) {
    const text = bytes.toString();
    const chosen = layouts[crc32(bytes) % layouts.length];
    for (const format of formats) {
      for (const layout of new Set([undefined, chosen])) {
        const rows = unlessRefused(() => parseDataset(text, format, 'data', layout));
        if (rows) same(JSON.parse(JSON.stringify(rows)), rows, 'rows as JSON');
      }
      if (format === 'json') continue;
      const replay: ReplayArrivals = { kind: 'replay', path: 'trace', format, scale: 2 } as ReplayArrivals;
      const trace = unlessRefused(() => parseArrivalTrace(text, replay));
      if (!trace) continue;
      finite(trace);
      const { atMs, periodMs } = trace;
      holds(
        atMs.every((at, i) => at >= (atMs[i - 1] ?? 0) && at < periodMs),
        'the arrivals ascend within the period',
      );
    }
  },
};
