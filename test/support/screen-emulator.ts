/**
 * What a terminal shows of the bytes that it got: as much of one as Sluice uses. Lines are kept for ever, as if the screen were
 * high enough; any other control character or sequence is an error.
 */
export class ScreenEmulator {
  readonly #columns: number;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  write(text: string): void {
    for (const [part, count, command] of text.matchAll(/\x1b\[([\d;]*)([A-Za-z])|[^]/gu)) {
      if (command === 'A') this.#row = Math.max(0, this.#row - Number(count || 1));
      else if (command === 'J') this.#eraseBelow();
      else if (command !== undefined && command !== 'm')
        throw new Error(`Unknown sequence ${JSON.stringify(part)}`);
      else if (part === '\r') this.#column = 0;
      else if (part === '\n') this.#down();
      else if (command === undefined) this.#put(part);
    }
  }

  get text(): string {
    return this.#lines.map((line) => line.join('').trimEnd()).join('\n');
  }

  get cursor(): { row: number; column: number; below: number } {
    return { row: this.#row, column: this.#column, below: this.#lines.length - 1 - this.#row };
  }

  #put(character: string): void {
    if (/\p{Cc}/u.test(character)) throw new Error(`Unknown character ${JSON.stringify(character)}`);
    if (this.#column === this.#columns) {
      this.#down();
    }
    (this.#lines[this.#row] ??= [])[this.#column] = character;
    this.#column += 1;
  }

  /** A line end goes to the start of the next line: the terminal's driver adds the carriage return. */
  #down(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= [];
  }

  #eraseBelow(): void {
    this.#lines.length = this.#row + 1;
    this.#lines[this.#row]!.length = this.#column;
  }
}
