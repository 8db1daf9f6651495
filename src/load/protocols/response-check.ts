import { SluiceError } from '../../model/error.ts';
import type { JsonValue, ResponseCheck } from '../../model/plan.ts';

/** A response check, made ready once: the regular expression is compiled, the path is split. */
export interface CompiledCheck {
  acceptsStatus(status: number): boolean;
  /** Whether the body must be JSON for the check. */
  needsJson: boolean;
  needsText: boolean;
  /** Why the body fails the check, or undefined when it passes. */
  findFault(text: string, json: () => unknown): string | undefined;
}

export function compileCheck(check: ResponseCheck): CompiledCheck {
  const statuses = check.status && check.status.length > 0 ? new Set(check.status) : undefined;
  const path = check.jsonPath?.split('.');
  const pattern = check.matches === undefined ? undefined : compilePattern(check.matches);
  return {
    acceptsStatus: (status) => (statuses ? statuses.has(status) : status >= 200 && status < 300),
    needsJson: path !== undefined,
    needsText: pattern !== undefined,
    findFault(text, json) {
      if (pattern && !pattern.test(text))
        return `the answer does not match /${check.matches}/: ${excerpt(text)}`;
      if (path && !hasPath(json() as JsonValue, path))
        return `the answer has no "${check.jsonPath}": ${excerpt(text)}`;
      return undefined;
    },
  };
}

/** What a message shows of an answer; the recorder cuts and masks it further. */
export function excerpt(text: string): string {
  return text.slice(0, 1000);
}

function compilePattern(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch (cause) {
    throw new SluiceError('template-invalid', {
      fact: `The response check's regular expression /${source}/ cannot be read: ${(cause as Error).message}.`,
      remedy: 'Correct check.matches; it is a JavaScript regular expression with the u flag.',
      cause,
    });
  }
}

function hasPath(value: JsonValue | undefined, path: readonly string[]): boolean {
  let here = value;
  for (const step of path) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step)) return false;
    here = (here as Record<string, JsonValue>)[step];
  }
  return true;
}
