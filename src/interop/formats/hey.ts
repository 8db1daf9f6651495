import { CsvRecords, CsvRow } from './csv-record.ts';
import { errorKindOf } from './error-kind.ts';
import { malformed } from './fault.ts';
import type { LineReader, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';

const columns = 'response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset';

/** `hey -o csv`: one answered request a line, in seconds. */
export const hey: ResultFormat = {
  tool: 'hey',
  title: 'hey, -o csv',
  recognise: (head) => head.startsWith(columns),
  reading: 'lines',
  start: (name): LineReader => {
    const records = new CsvRecords(name);
    const row = new CsvRow(columns.split(','), name);
    return {
      read(text, line) {
        const cells = records.read(text, line);
        if (!cells || line === 1) return undefined;
        if (cells.length !== 8)
          throw malformed(name, `the line has ${cells.length} fields, not 8; was the file cut?`, { line });
        Object.assign(row, { cells, line });
        const status = row.number('status-code');
        const succeeded = status >= 200 && status < 300;
        return {
          ...unknownRequest,
          startedAtMs: 1000 * row.number('offset'),
          outcome: succeeded ? 'ok' : errorKindOf(status, ''),
          latencyMs: succeeded ? 1000 * row.number('response-time') : Number.NaN,
        };
      },
      close: () => ({
        definitions: { latency: 'hey.response-time/1' },
        clock: 'run',
        notes: [
          'latency counts from when hey sent the request, with the opening of its connection, to a tenth of a millisecond',
          'requests without an answer are not in the CSV of hey, and of more than a million requests it keeps the first million: the error rate is that of the answers alone',
        ],
      }),
    };
  },
};
