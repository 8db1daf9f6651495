import { errorKindOf } from './error-kind.ts';
import { readFixedTable } from './fixed-table.ts';
import type { LineReader, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';

const columns = 'response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset';

/** `hey -o csv`: one answered request a line, in seconds. */
export const hey: ResultFormat = {
  tool: 'hey',
  title: 'hey, -o csv',
  recognise: (head) => head.startsWith(columns),
  reading: 'lines',
  start: (name): LineReader => ({
    ...readFixedTable(columns.split(','), name, (row) => {
      const status = row.number('status-code');
      const succeeded = status >= 200 && status < 300;
      return {
        ...unknownRequest,
        startedAtMs: 1000 * row.number('offset'),
        outcome: succeeded ? 'ok' : errorKindOf(status, ''),
        latencyMs: succeeded ? 1000 * row.number('response-time') : Number.NaN,
      };
    }),
    close: () => ({
      definitions: { latency: 'hey.response-time/1' },
      clock: 'run',
      notes: [
        'latency counts from when hey sent the request, with the opening of its connection, to a tenth of a millisecond',
        'requests without an answer are not in the CSV of hey, and of more than a million requests it keeps the first million: the error rate is that of the answers alone',
      ],
    }),
  }),
};
