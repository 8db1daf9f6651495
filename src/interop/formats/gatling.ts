import { errorKindOf } from './error-kind.ts';
import { malformed, refused } from './fault.ts';
import type { ImportedRequest, LineReader, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';

/** `simulation.log` of Gatling up to 3.11: text, fields between tabs. */
export const gatling: ResultFormat = {
  tool: 'gatling',
  title: 'gatling, simulation.log (text)',
  recognise: (head) => /^(RUN\t|ASSERTION\t)/.test(head),
  reading: 'lines',
  start: (name) => new GatlingReader(name),
};

/** Since 3.12 the log is binary, and its form changes from version to version. */
export const gatlingBinary: ResultFormat = {
  tool: 'gatling',
  title: 'gatling, simulation.log (binary)',
  // A record of the run (0), then the version as a text: its length, and digits with dots.
  recognise: (head) => /^\0{4}.{1,2}?\d+\.\d+\.\d+/s.test(head),
  reading: 'lines',
  start: (name) => {
    throw refused(
      name,
      'this simulation.log is binary, as Gatling writes it since 3.12',
      'Its form is not published and changes. Use Gatling up to 3.11, or record with JMeter, k6 or vegeta.',
    );
  },
};

/** What an error says stands at its beginning; a server may write on for as long as it likes. */
const mostMessageCharacters = 1000;

class GatlingReader implements LineReader {
  readonly #name: string;
  #version: string | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  read(text: string, line: number): ImportedRequest | undefined {
    const fields = text.split('\t');
    if (fields[0] === 'RUN') this.#version = fields[5]?.trim() || undefined;
    if (fields[0] !== 'REQUEST') return undefined;
    // Up to 3.3 the number of the user comes before the groups.
    const at = fields.length === 8 ? 2 : 1;
    const [groups = '', request = '', start = '', end = '', status = '', words = ''] = fields.slice(at);
    const message = words.slice(0, mostMessageCharacters);
    const [startedAtMs, endMs] = [start, end].map((digits) =>
      /^\d+$/.test(digits) ? Number(digits) : Number.NaN,
    );
    if (
      fields.length !== at + 6 ||
      Number.isNaN(startedAtMs!) ||
      !(endMs! >= startedAtMs!) ||
      !/^(OK|KO)$/.test(status)
    )
      throw malformed(this.#name, 'a REQUEST needs its name, start, end, and OK or KO; was the file cut?', {
        line,
      });
    const succeeded = status === 'OK';
    return {
      ...unknownRequest,
      className: groups === '' ? request : `${groups.replaceAll(',', ' / ')} / ${request}`,
      startedAtMs: startedAtMs!,
      outcome: succeeded ? 'ok' : errorKindOf(statusIn(message), message),
      latencyMs: succeeded ? endMs! - startedAtMs! : Number.NaN,
    };
  }

  close() {
    return {
      ...(this.#version ? { version: this.#version } : {}),
      definitions: { latency: 'gatling.response-time/1' },
      clock: 'epoch' as const,
      notes: [
        'latency counts from when Gatling sent the request, with the opening of its connection, in whole milliseconds',
      ],
    };
  }
}

/** `status.find.is(200), but actually found 503`: the only place where Gatling tells the status. */
const statusIn = (message: string): number => Number(/status\b.*found (\d{3})\b/.exec(message)?.[1] ?? 0);
