import { z } from 'zod';
import { errorCodes, SluiceError } from '../model/error.ts';
import type { Verdict } from '../model/verdict.ts';
import { verdictSchema } from './verdict-schema.ts';

/** What `error.json` holds: the gate of a suite that ended in an error, in place of a verdict. */
export interface GateError extends Pick<SluiceError, 'code' | 'fact' | 'remedy' | 'evidence'> {
  suite: string;
  location?: string;
}

const text = z.string().max(10_000);

const errorFileSchema = z.object({
  schema: z.literal('sluice.error/1'),
  suite: z.string().min(1).max(200),
  code: z.enum(errorCodes),
  fact: text,
  remedy: text,
  location: text.exactOptional(),
  evidence: z.array(text).max(1000),
});

export function encodeError(suite: string, { code, fact, remedy, location, evidence }: SluiceError): string {
  return `${JSON.stringify({ schema: 'sluice.error/1', suite, code, fact, remedy, location, evidence }, null, 2)}\n`;
}

/** @throws SluiceError `run-unreadable`, which names the field */
export function decodeError(json: string, name: string): GateError {
  return decode(errorFileSchema, json, name);
}

/**
 * The verdict in the text of `result.json`; `name` is how the user knows the file.
 * @throws SluiceError `run-unreadable`, which names the field, when it is anything but a whole verdict of this version
 */
export function decodeVerdict(json: string, name: string): Verdict {
  return decode(verdictSchema, json, name);
}

function decode<T>(schema: z.ZodType<T>, json: string, name: string): T {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw unreadable(name, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') || 'the whole file';
  throw unreadable(
    name,
    `${field}: ${issue?.message ?? 'it does not have the shape of a result'}`,
    parsed.error,
  );
}

function unreadable(name: string, fact: string, cause: unknown): SluiceError {
  return new SluiceError('run-unreadable', {
    fact: `${name} cannot be read as what a gate ended with: ${fact}.`,
    remedy:
      'Give a file that `sluice run` wrote, whole and unchanged, and read it with the same version of Sluice.',
    cause,
  });
}
