import { SluiceError } from '../model/error.ts';

/** Environment variables that mark a process as started by a run of the gate, and by which start. */
export const sessionVariable = 'SLUICE_SESSION';
export const targetVariable = 'SLUICE_TARGET';
/** By which process. */
export const ownerVariable = 'SLUICE_OWNER';

/** The same for containers, as labels. */
export const sessionLabel = 'dev.sluice.session';
export const armLabel = 'dev.sluice.arm';
export const targetLabel = 'dev.sluice.target';
export const ownerLabel = 'dev.sluice.owner';

/** What Docker takes in a container's name. An empty or odd id would make the filters of a cleanup match too much. */
const sessionIdPattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/u;

export function isSessionId(text: string): boolean {
  return sessionIdPattern.test(text);
}

export function assertSessionId(text: string): void {
  if (isSessionId(text)) return;
  throw new SluiceError('internal', {
    fact: `"${text}" is not a session id.`,
    remedy:
      'A session id has 1 to 100 letters, digits, dots, dashes and underscores, a letter or digit first.',
  });
}
