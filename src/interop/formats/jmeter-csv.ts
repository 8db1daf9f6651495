import { CsvRecords, CsvRow } from './csv-record.ts';
import { malformed } from './fault.ts';
import type { ImportedRequest, LineReader, ResultFormat } from './format.ts';
import { jmeterOrigin, jmeterRequest } from './jmeter-sample.ts';

/** A JTL of JMeter as CSV with its header, which is the default since 2.13. */
export const jmeterCsv: ResultFormat = {
  tool: 'jmeter',
  title: 'jmeter, JTL as CSV',
  recognise: (head) => /^timeStamp[,;\t|]/.test(head) && /^[^\n]*\belapsed\b/.test(head),
  reading: 'lines',
  start: (name) => new JmeterCsvReader(name),
};

class JmeterCsvReader implements LineReader {
  readonly #name: string;
  #records: CsvRecords;
  #row: CsvRow | undefined;
  #columns = 0;
  #last = 1;

  constructor(name: string) {
    this.#name = name;
    this.#records = new CsvRecords(name);
  }

  read(text: string, line: number): ImportedRequest | undefined {
    this.#last = line;
    if (!this.#row) {
      const delimiter = text.charAt('timeStamp'.length);
      this.#records = new CsvRecords(this.#name, delimiter);
      const header = text.split(delimiter);
      this.#columns = header.length;
      this.#row = new CsvRow(header, this.#name);
      for (const column of ['label', 'success'])
        if (!this.#row.has(column))
          throw malformed(this.#name, `the header has no column ${column}`, { line });
      return undefined;
    }
    const cells = this.#records.read(text, line);
    if (!cells) return undefined;
    if (cells.length !== this.#columns)
      throw malformed(
        this.#name,
        `the line has ${cells.length} fields, and the header has ${this.#columns}; was the file cut?`,
        { line },
      );
    const row = Object.assign(this.#row, { cells, line });
    const message = row.text('responseMessage');
    // A transaction repeats the samples in it.
    if (message.startsWith('Number of samples in transaction')) return undefined;
    if (!/^\d+$/.test(row.text('timeStamp')))
      throw malformed(
        this.#name,
        'timeStamp is no count of milliseconds: set jmeter.save.saveservice.timestamp_format=ms',
        { line },
      );
    return jmeterRequest({
      label: row.text('label'),
      startedAtMs: row.number('timeStamp'),
      elapsedMs: row.number('elapsed'),
      succeeded: row.text('success') === 'true',
      code: row.text('responseCode'),
      message: `${message} ${row.text('failureMessage')}`,
    });
  }

  close() {
    this.#records.close(this.#last);
    return jmeterOrigin;
  }
}
