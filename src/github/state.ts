import * as core from '@actions/core';
import { messageOf } from './failure.ts';

/** What the main step started, told to the post step so that it can clean up after a crash or a cancellation. */
export interface Started {
  sessionId: string;
  stateFile: string;
}

/** @returns a notice where it could not be told */
export function saveStarted(sessionId: string, stateFile: string): { notice?: string } {
  try {
    core.saveState('session-id', sessionId);
    core.saveState('state-file', stateFile);
    return {};
  } catch (thrown) {
    return {
      notice: `The post step was not told what this step starts: ${messageOf(thrown)}. Should this step be killed, nothing cleans up after it until the next run. The runner names the file in GITHUB_STATE; remove what overwrites it in the workflow.`,
    };
  }
}

/** Undefined when the main step never came so far. */
export function readStarted(): Started | undefined {
  const sessionId = core.getState('session-id');
  const stateFile = core.getState('state-file');
  return sessionId && stateFile ? { sessionId, stateFile } : undefined;
}
