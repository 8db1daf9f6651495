import { z } from 'zod';
import { CsvRecords } from './csv-record.ts';
import { errorKindOf } from './error-kind.ts';
import { malformed } from './fault.ts';
import type { ImportedRequest, LineReader, Origin, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';
import { checked, objectOf } from './json-file.ts';

const origin: Origin = {
  definitions: { latency: 'vegeta.latency/1' },
  clock: 'epoch',
  notes: [
    'latency counts from when vegeta sent the request, with the opening of its connection; a request that was sent late was not charged for it',
  ],
};

const result = z.object({
  attack: z.string().optional(),
  code: z.int().nonnegative(),
  timestamp: z.string(),
  latency: z.number().nonnegative(),
  error: z.string().nullish(),
});

/** `vegeta encode --to json`: one request a line, latency in nanoseconds. */
export const vegetaJson: ResultFormat = {
  tool: 'vegeta',
  title: 'vegeta, encode --to json',
  recognise: (head) => head.startsWith('{"attack":') && head.includes('"latency":'),
  reading: 'lines',
  start: (name): LineReader => ({
    read(text, line) {
      if (text === '') return undefined;
      const given = checked(objectOf(text, name, line), result, name, line);
      const startedAtMs = Date.parse(given.timestamp);
      if (Number.isNaN(startedAtMs))
        throw malformed(name, `timestamp ${JSON.stringify(given.timestamp.slice(0, 60))} is no time`, {
          line,
        });
      return requestOf(given.attack, given.code, startedAtMs, given.latency, given.error ?? '');
    },
    close: () => origin,
  }),
};

const csvStart = /^\d{19},\d{1,3},\d+,\d+,\d+,/;

/** `vegeta encode --to csv`, which has no header: time, status, latency (ns), bytes out and in, error, body, attack, ... */
export const vegetaCsv: ResultFormat = {
  tool: 'vegeta',
  title: 'vegeta, encode --to csv',
  recognise: (head) => csvStart.test(head),
  reading: 'lines',
  start: (name): LineReader => {
    const records = new CsvRecords(name);
    let last = 1;
    return {
      read(text, line) {
        last = line;
        const cells = records.read(text, line);
        if (!cells) return undefined;
        const [time, code, latency] = cells
          .slice(0, 3)
          .map((cell) => (cell === '' ? Number.NaN : Number(cell)));
        if (
          cells.length < 8 ||
          !isWholeBase64(cells[6]) ||
          !isWholeBase64(cells[11]) ||
          ![time, code, latency].every((value) => Number.isFinite(value) && value! >= 0)
        )
          throw malformed(
            name,
            'the line has no time, status and latency, or not all of its fields; was the file cut?',
            { line },
          );
        return requestOf(cells[7], code!, time! / 1e6, latency!, cells[5] ?? '');
      },
      close() {
        records.close(last);
        return origin;
      },
    };
  },
};

/** Body and headers of the answer, which stand near the end of a line. Absent and empty ones are whole. */
const isWholeBase64 = (text = ''): boolean => text.length % 4 === 0 && /^[\w+/]*={0,2}$/.test(text);

function requestOf(
  attack: string | undefined,
  code: number,
  startedAtMs: number,
  latencyNs: number,
  error: string,
): ImportedRequest {
  // Vegeta itself takes 200 to 399 for a success; it tells anything else in `error` as well.
  const succeeded = code >= 200 && code < 400 && error === '';
  return {
    ...unknownRequest,
    className: attack || 'default',
    startedAtMs,
    outcome: succeeded ? 'ok' : errorKindOf(code < 400 ? 0 : code, error),
    latencyMs: succeeded ? latencyNs / 1e6 : Number.NaN,
  };
}
