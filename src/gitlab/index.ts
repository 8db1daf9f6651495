export type { GitLabMergeRequest } from './merge-request.ts';
export { writeNote } from './note.ts';
