import type { z } from 'zod';
import { malformed } from './fault.ts';

/** The data of a JSON file by its schema, or `import-malformed` with the line or the field. */
export function parseJson<T>(text: string, schema: z.ZodType<T>, name: string): T {
  return checked(jsonOf(text, name), schema, name);
}

/** JSON that a whole file holds, NaN and Infinity as null. */
export function jsonOf(text: string, name: string): unknown {
  try {
    return parsePython(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const line = /line (\d+)/.exec(message)?.[1];
    throw malformed(name, `the file is not JSON (${message})`, {
      line: line === undefined ? undefined : Number(line),
      cause,
    });
  }
}

export function checked<T>(json: unknown, schema: z.ZodType<T>, name: string, line?: number): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') || 'the whole';
  throw malformed(name, `${field}: ${issue?.message ?? 'it does not have the expected shape'}`, {
    line,
    cause: parsed.error,
  });
}

/** The JSON object in one line of a file that holds one a line. */
export function objectOf(text: string, name: string, line: number): Record<string, unknown> {
  let json: unknown;
  try {
    json = parsePython(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw malformed(name, `the line is not JSON (${message}); was the file cut?`, { line, cause });
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw malformed(name, 'the line is no JSON object', { line });
}

/** Python writes NaN and Infinity into JSON, which has no such numbers; outside of texts they become null. */
function parsePython(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (!/NaN|Infinity/.test(text)) throw thrown;
    return JSON.parse(
      // A text that nobody closed goes to the end, so that no text is gone through twice.
      text.replace(
        /("[^"\\]*(?:\\.?[^"\\]*)*"?)|-?\bInfinity\b|\bNaN\b/gs,
        (_, quoted?: string) => quoted ?? 'null',
      ),
    );
  }
}
