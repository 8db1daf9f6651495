import * as core from '@actions/core';

/** What the main step started, told to the post step so that it can clean up after a crash or a cancellation. */
export interface Started {
  sessionId: string;
  stateFile: string;
}

export function saveStarted(sessionId: string, stateFile: string): void {
  core.saveState('session-id', sessionId);
  core.saveState('state-file', stateFile);
}

/** Undefined when the main step never came so far. */
export function readStarted(): Started | undefined {
  const sessionId = core.getState('session-id');
  const stateFile = core.getState('state-file');
  return sessionId && stateFile ? { sessionId, stateFile } : undefined;
}
