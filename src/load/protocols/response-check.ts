import { isDeepStrictEqual } from 'node:util';
import { SluiceError } from '../../model/error.ts';
import type { JsonValue, ResponseCheck } from '../../model/protocol.ts';
import { compileSchema } from './schema-check.ts';
import { valueAt } from './value-at.ts';

/** A response check, made ready once: regular expression and schema are compiled, the path is split. */
export interface CompiledCheck {
  acceptsStatus(status: number): boolean;
  /** Whether the body must be JSON for the check. */
  needsJson: boolean;
  needsText: boolean;
  /** Why the body fails the check, or undefined when it passes. */
  findFault(text: string, json: () => unknown): string | undefined;
  /** The same of a streamed completion: its text, and its tokens as far as anybody counted them. */
  findStreamFault(text: string, outputTokens: number): string | undefined;
  /** Of a completion in one piece. NaN: nobody counted. */
  findTokenFault(outputTokens: number): string | undefined;
}

export function compileCheck(check: ResponseCheck): CompiledCheck {
  const statuses = check.status && check.status.length > 0 ? new Set(check.status) : undefined;
  const path = check.jsonPath?.split('.');
  const { minOutputTokens } = check;
  const pattern = check.matches === undefined ? undefined : compilePattern(check.matches);
  const findSchemaFault = check.schema === undefined ? undefined : compileSchema(check);
  const findMismatch = (text: string) =>
    pattern && !pattern.test(text)
      ? `the answer does not match /${check.matches}/: ${excerpt(text)}`
      : undefined;
  const findTokenFault = (tokens: number) => {
    if (minOutputTokens === undefined || tokens >= minOutputTokens) return undefined;
    return Number.isNaN(tokens)
      ? `the answer does not say how many tokens it has, and check.min-output-tokens asks for ${minOutputTokens}`
      : `the answer has ${tokens} tokens, fewer than the ${minOutputTokens} of check.min-output-tokens`;
  };
  return {
    acceptsStatus: (status) => (statuses ? statuses.has(status) : status >= 200 && status < 300),
    needsJson: path !== undefined || findSchemaFault !== undefined,
    needsText: pattern !== undefined || minOutputTokens !== undefined,
    findFault(text, json) {
      const mismatch = findMismatch(text);
      if (mismatch !== undefined) return mismatch;
      if (path) {
        const value = valueAt(json() as JsonValue, path);
        if (value === undefined) return `the answer has no "${check.jsonPath}": ${excerpt(text)}`;
        if (check.jsonEquals !== undefined && !isDeepStrictEqual(value, check.jsonEquals))
          return `the answer has ${excerpt(JSON.stringify(value), 100)} at "${check.jsonPath}", not ${excerpt(JSON.stringify(check.jsonEquals), 100)}`;
      }
      const fault = findSchemaFault?.(json());
      return fault && `${fault}: ${excerpt(text)}`;
    },
    findStreamFault: (text, outputTokens) => findMismatch(text) ?? findTokenFault(outputTokens),
    findTokenFault,
  };
}

/** What a message shows of an answer; the recorder cuts and masks it further. */
export function excerpt(text: string, characters = 1000): string {
  return text.slice(0, characters);
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
