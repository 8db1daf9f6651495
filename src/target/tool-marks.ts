import { ownerMark } from './owner.ts';
import { ownerVariable, sessionVariable } from './session.ts';

/** Environment variables that programs which send load for us carry, so that a cleanup finds those that outlived us. */
export function toolMarks(sessionId: string, stateFile: string): Record<string, string> {
  const owner = ownerMark(stateFile);
  return { [sessionVariable]: sessionId, ...(owner === undefined ? {} : { [ownerVariable]: owner }) };
}
