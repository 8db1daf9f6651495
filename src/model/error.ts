/** Every error a person can meet, by code. `docs/troubleshooting.md` has one section a code; a test keeps the two equal. */
export const errorCodes = [
  'input-invalid',
  'config-not-found',
  'config-yaml',
  'config-invalid',
  'config-unknown-key',
  'target-missing',
  'target-ambiguous',
  'scenario-unknown',
  'profile-unknown',
  'weights-zero',
  'budget-too-short',
  'path-outside-workspace',
  'limits-exceeded',
  'dataset-missing',
  'dataset-empty',
  'dataset-malformed',
  'dataset-no-match',
  'template-invalid',
  'tokenizer-invalid',
  'script-invalid',
  'docker-unavailable',
  'image-not-found',
  'image-build-failed',
  'container-start-failed',
  'container-exited',
  'process-start-failed',
  'process-exited',
  'port-in-use',
  'target-never-ready',
  'target-unreachable',
  'dependency-unreachable',
  'target-stop-failed',
  'base-unavailable',
  'engine-failed',
  'engine-missing',
  'engine-unsupported',
  'engine-script-failed',
  'clock-unusable',
  'shard-late',
  'shards-missing',
  'shards-unequal',
  'nothing-measured',
  'samples-malformed',
  'import-unknown-format',
  'import-malformed',
  'import-refused',
  'export-refused',
  'export-failed',
  'run-unreadable',
  'baseline-missing',
  'baseline-unreadable',
  'base-commit-missing',
  'output-unwritable',
  'browser-unavailable',
  'github-api',
  'github-permission',
  'event-unsupported',
  'artifact-invalid',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorDetails {
  /** What is the case, with the values that matter: `No 200 from http://127.0.0.1:49153/health in 300 s; last: ECONNREFUSED`. */
  fact: string;
  /** What to do about it, as an instruction. */
  remedy: string;
  /** The error underneath, when there is one. */
  cause?: unknown;
  /** Where in the user's files: `sluice.yml:12`. */
  location?: string;
  /** More evidence on lines of its own, for example the last lines of a container's log. Already bounded. */
  evidence?: string[];
}

/** The only error class of Sluice. Tests match `code`, never prose. */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly fact: string;
  readonly remedy: string;
  readonly location: string | undefined;
  readonly evidence: readonly string[];

  constructor(code: ErrorCode, details: ErrorDetails) {
    const fact = oneLine(details.fact);
    const location = details.location === undefined ? undefined : oneLine(details.location);
    super(`${location ? `${location}: ` : ''}${fact}`, { cause: details.cause });
    this.name = 'SluiceError';
    this.code = code;
    this.fact = fact;
    this.remedy = details.remedy;
    this.location = location;
    this.evidence = details.evidence ?? [];
  }
}

/** Facts quote files, names and answers, which must not forge lines of a log or turn the direction of its text. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, '?');

/** Wraps anything thrown, a non-Error included, so that a fault always carries a code and a remedy. */
export function toSluiceError(thrown: unknown): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  const fact =
    thrown instanceof Error ? thrown.message : `A value that is no Error was thrown: ${String(thrown)}`;
  return new SluiceError('internal', {
    fact,
    remedy: 'This is a fault of Sluice. Please report it with the log of this run.',
    cause: thrown,
  });
}
