import { CsvError, parse } from 'csv-parse/sync';
import { malformed } from './fault.ts';

/** A record that runs on over more lines than this has a quote too many. */
const mostLines = 100;

/**
 * Puts the lines of a CSV file together into records, of which few span lines (a message with a line break in quotes).
 * Fast where nothing is quoted, which is nearly always.
 */
export class CsvRecords {
  readonly #name: string;
  readonly #delimiter: string;
  #begun = '';
  #lines = 0;
  #isOpen = false;

  constructor(name: string, delimiter = ',') {
    this.#name = name;
    this.#delimiter = delimiter;
  }

  /** The cells of the record that ends with this line; undefined while it runs on, or where the line is empty. */
  read(text: string, line: number): string[] | undefined {
    if (this.#begun === '') {
      if (text === '') return undefined;
      if (!text.includes('"')) return text.split(this.#delimiter);
    }
    this.#begun = this.#begun === '' ? text : `${this.#begun}\n${text}`;
    this.#lines++;
    if (hasOddQuotes(text)) this.#isOpen = !this.#isOpen;
    if (this.#isOpen) {
      if (this.#lines < mostLines) return undefined;
      throw malformed(this.#name, 'a quotation mark is never closed', { line: line - mostLines + 1 });
    }
    const record = this.#begun;
    this.#begun = '';
    this.#lines = 0;
    try {
      return parse(record, { delimiter: this.#delimiter, relax_column_count: true })[0];
    } catch (cause) {
      if (!(cause instanceof CsvError)) throw cause;
      throw malformed(this.#name, cause.message.slice(0, 200).replace(/[\r\n]+/g, ' '), { line, cause });
    }
  }

  /** @throws SluiceError `import-malformed` where the file ends inside a record */
  close(line: number): void {
    if (this.#begun !== '') throw malformed(this.#name, 'the file ends inside quotation marks', { line });
  }
}

function hasOddQuotes(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
  return quotes % 2 === 1;
}

/** Reads the cells of records by the names in the header. */
export class CsvRow {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #name: string;
  cells: readonly string[] = [];
  line = 0;

  constructor(header: readonly string[], name: string) {
    this.#columns = new Map(header.map((column, index) => [column.trim(), index]));
    this.#name = name;
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  /** Empty where the column is not there. */
  text(column: string): string {
    return this.cells[this.#columns.get(column) ?? -1] ?? '';
  }

  /** A finite number from 0. */
  number(column: string): number {
    const text = this.text(column);
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= 0 && value < Infinity) return value;
    throw malformed(
      this.#name,
      `${column} must be a number from 0, but is ${text === '' ? 'missing' : JSON.stringify(text.slice(0, 60))}; was the line cut?`,
      { line: this.line },
    );
  }
}
