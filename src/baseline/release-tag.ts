import { releaseSchema } from './document.ts';

/** Whether a run can be recorded as this release. */
export function isReleaseTag(text: string): boolean {
  return releaseSchema.safeParse(text).success;
}
