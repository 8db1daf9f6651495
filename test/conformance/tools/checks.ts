import { isDeepStrictEqual } from 'node:util';

/** Facts that a conformance run checks one after the other; the process fails where one of them does not hold. */
export class Checks {
  isGood = true;

  /** @param accuracy of numbers, relative, for sums of fractions */
  equal(what: string, found: unknown, expected: unknown, accuracy = 0): void {
    const same =
      typeof found === 'number' && typeof expected === 'number'
        ? Math.abs(found - expected) <= accuracy * Math.abs(expected)
        : isDeepStrictEqual(found, expected);
    const told = same ? '' : `, expected ${JSON.stringify(expected)}`;
    const isLong = same && typeof expected === 'object';
    this.hold(`${what}: ${isLong ? 'as expected' : JSON.stringify(found)}${told}`, same);
  }

  hold(what: string, holds: boolean): void {
    console.log(`${holds ? 'yes' : 'NO '}  ${what}`);
    this.isGood &&= holds;
  }

  end(): void {
    process.exitCode = this.isGood ? 0 : 1;
  }
}
