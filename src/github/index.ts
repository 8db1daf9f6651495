export { readAcceptance, readMergedAcceptance, type AcceptanceAnswer } from './acceptance.ts';
export { annotate, type Annotation } from './annotate.ts';
export { readArchive } from './archive.ts';
export { uploadArtifact, type UploadedArtifact } from './artifact.ts';
export { readFileAt, readFolderAt, type FolderAt } from './base-files.ts';
export { readChangedFiles } from './changed-files.ts';
export { commitFile } from './commit-file.ts';
export {
  baseShaOf,
  readContext,
  releaseTag,
  type ActionContext,
  type PullRequestContext,
} from './context.ts';
export { findPullRequest, type FoundPullRequest } from './find-pull-request.ts';
export { attachToRelease } from './release.ts';
export type { ToldSuite } from './joint-comment.ts';
export { hideInLog } from './log-mask.ts';
export { setOutputs } from './outputs.ts';
export { defaultPatience, type Patience } from './patience.ts';
export type { Publication, PublicationResult } from './publication.ts';
export { publish } from './publish.ts';
export { downloadArtifact, listRunArtifacts, type RunArtifact } from './run-artifacts.ts';
export { readSourceRun, type SourceRun } from './source-run.ts';
export { readStarted, saveStarted, type Started } from './state.ts';
export { writeSummary } from './summary.ts';
export type { CommittedFile, FileChange } from './write-file.ts';
