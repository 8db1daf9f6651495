import type { ErrorExample, ErrorKind } from '../../model/sample.ts';

const examplesPerKind = 5;
const longestMessage = 300;

/**
 * Keeps a few examples of each kind of error: bounded in number and length, and without the values of the request's
 * own headers, which a server may echo.
 */
export class ErrorExamples {
  readonly #kept: ErrorExample[] = [];
  readonly #perKind = new Map<ErrorKind, Set<string>>();
  readonly #secrets: string[];

  constructor(secrets: string[]) {
    this.#secrets = secrets;
  }

  note(kind: ErrorKind, className: string, httpStatus: number, message: string): void {
    const seen = this.#perKind.get(kind) ?? new Set();
    this.#perKind.set(kind, seen);
    if (seen.size >= examplesPerKind) return;
    const shown = this.#clean(message);
    const key = `${className}\0${httpStatus}\0${shown}`;
    if (seen.has(key)) return;
    seen.add(key);
    this.#kept.push({ kind, className, httpStatus, message: shown });
  }

  list(): ErrorExample[] {
    return this.#kept;
  }

  #clean(message: string): string {
    let shown = message;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '***');
    // Control characters would let a server write into terminals and logs.
    shown = shown.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
    return shown.length > longestMessage ? `${shown.slice(0, longestMessage - 1)}…` : shown;
  }
}

/** The parts of header values that may be secret: the value, and what follows a scheme such as `Bearer`. */
export function secretsOf(headers: Record<string, string>): string[] {
  return Object.entries(headers)
    .filter(([name]) => !/^(content-type|accept|user-agent)$/i.test(name))
    .flatMap(([, value]) => [value, ...value.split(/\s+/)])
    .filter((text) => text.length >= 6)
    .sort((a, b) => b.length - a.length);
}
