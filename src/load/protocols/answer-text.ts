import type { JsonValue } from '../../model/protocol.ts';
import type { NoteAnswer } from './http-json.ts';
import type { AnswerPlan } from './protocol.ts';
import { valueAt } from './value-at.ts';

/** Keeps the text that stands at the path of an answer; what is no text is kept as JSON. */
export function noteAnswerAt({ path = '' }: AnswerPlan): NoteAnswer {
  const steps = path.split('.');
  return (json, result) => {
    const value = valueAt(json as JsonValue, steps);
    result.answer = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  };
}
