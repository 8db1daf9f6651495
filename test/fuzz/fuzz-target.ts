/** A reader that bytes of others come to, or a writer that their texts end in, and what holds of it whatever they are. */
export interface FuzzTarget {
  /** Of its folder below `corpus/`. */
  name: string;
  /** The code that the long run wants to reach: how paths from the repository's root begin. */
  covers: readonly string[];
  /** Good inputs, which are changed. */
  seeds(): readonly (string | Buffer)[];
  /** What means something to the reader. */
  words?: readonly string[];
  /** A check takes a good part of a second: ordinary tests do fewer. */
  slow?: true;
  /** Throws where a property does not hold. The same for the same bytes. */
  check(bytes: Buffer): void | Promise<void>;
}

export function seedsOf(target: FuzzTarget): Buffer[] {
  return target.seeds().map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed));
}
