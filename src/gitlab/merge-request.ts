/** Where the one note of a suite is written. */
export interface GitLabMergeRequest {
  /** With its version: `https://gitlab.example.com/api/v4`. */
  apiUrl: string;
  /** Of the project that it is to be merged into. */
  projectId: string;
  /** Its number within that project. */
  iid: string;
}
