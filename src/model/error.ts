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
  'target-stop-failed',
  'base-unavailable',
  'engine-failed',
  'nothing-measured',
  'samples-malformed',
  'import-unknown-format',
  'import-malformed',
  'import-refused',
  'export-refused',
  'run-unreadable',
  'baseline-missing',
  'baseline-unreadable',
  'output-unwritable',
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
    super(`${details.location ? `${details.location}: ` : ''}${details.fact}`, { cause: details.cause });
    this.name = 'SluiceError';
    this.code = code;
    this.fact = details.fact;
    this.remedy = details.remedy;
    this.location = details.location;
    this.evidence = details.evidence ?? [];
  }
}

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
