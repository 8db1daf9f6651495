import { setSecret } from '@actions/core';

/** Has the runner hide these texts in the log, of this step and of those after it. */
export function hideInLog(secrets: Iterable<string>): void {
  for (const secret of secrets) setSecret(secret);
}
