/** What each CI system sets for a job, by its documentation as of 2026-11: what is read here, and what stands beside it. */
export interface CiJob {
  /** The commit that is built. */
  commit: string;
  branch: string;
  change?: { number: string; target: string; targetCommit: string; fork?: boolean };
}

export type CiSystem = keyof typeof ciVariables;

export const ciVariables = {
  gitlab: ({ commit, branch, change }: CiJob) => ({
    CI: 'true',
    GITLAB_CI: 'true',
    CI_API_V4_URL: 'https://gitlab.example.com/api/v4',
    CI_COMMIT_SHA: commit,
    CI_COMMIT_REF_NAME: branch,
    CI_PIPELINE_ID: '9000',
    CI_JOB_ID: '9001',
    CI_PROJECT_ID: '42',
    CI_PROJECT_PATH: 'team/model',
    CI_PROJECT_URL: 'https://gitlab.example.com/team/model',
    ...(change
      ? {
          CI_PIPELINE_SOURCE: 'merge_request_event',
          CI_MERGE_REQUEST_ID: '77001',
          CI_MERGE_REQUEST_IID: change.number,
          CI_MERGE_REQUEST_PROJECT_ID: '42',
          CI_MERGE_REQUEST_SOURCE_PROJECT_ID: change.fork ? '43' : '42',
          CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: branch,
          CI_MERGE_REQUEST_TARGET_BRANCH_NAME: change.target,
          CI_MERGE_REQUEST_DIFF_BASE_SHA: change.targetCommit,
          // Set by pipelines for merged results alone.
          CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
        }
      : { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: branch }),
  }),
  jenkins: ({ commit, branch, change }: CiJob) => ({
    CI: 'true',
    JENKINS_URL: 'https://jenkins.example.com/',
    BUILD_NUMBER: '12',
    BUILD_URL: 'https://jenkins.example.com/job/model/12/',
    GIT_COMMIT: commit,
    ...(change
      ? {
          BRANCH_NAME: `PR-${change.number}`,
          CHANGE_ID: change.number,
          CHANGE_BRANCH: branch,
          CHANGE_TARGET: change.target,
          ...(change.fork ? { CHANGE_FORK: 'stranger' } : {}),
        }
      : { BRANCH_NAME: branch, GIT_BRANCH: branch }),
  }),
  buildkite: ({ commit, branch, change }: CiJob) => ({
    CI: 'true',
    BUILDKITE: 'true',
    BUILDKITE_BUILD_NUMBER: '12',
    BUILDKITE_BUILD_URL: 'https://buildkite.com/team/model/builds/12',
    BUILDKITE_COMMIT: commit,
    BUILDKITE_BRANCH: branch,
    BUILDKITE_TAG: '',
    BUILDKITE_REPO: 'git@git.example.com:team/model.git',
    BUILDKITE_PULL_REQUEST: change?.number ?? 'false',
    BUILDKITE_PULL_REQUEST_BASE_BRANCH: change?.target ?? '',
    BUILDKITE_PULL_REQUEST_REPO: change
      ? `https://git.example.com/${change.fork ? 'stranger' : 'team'}/model.git`
      : '',
  }),
  azurePipelines: ({ commit, branch, change }: CiJob) => ({
    TF_BUILD: 'True',
    BUILD_BUILDURI: 'vstfs:///Build/Build/12',
    BUILD_BUILDID: '12',
    BUILD_BUILDNUMBER: '20261122.1',
    BUILD_REPOSITORY_NAME: 'team/model',
    SYSTEM_COLLECTIONURI: 'https://dev.azure.com/team/',
    SYSTEM_TEAMPROJECT: 'speech models',
    ...(change
      ? {
          BUILD_SOURCEBRANCH: `refs/pull/${change.number}/merge`,
          BUILD_SOURCEVERSION: 'f'.repeat(40),
          SYSTEM_PULLREQUEST_PULLREQUESTID: change.number,
          SYSTEM_PULLREQUEST_SOURCECOMMITID: commit,
          SYSTEM_PULLREQUEST_SOURCEBRANCH: `refs/heads/${branch}`,
          SYSTEM_PULLREQUEST_TARGETBRANCH: `refs/heads/${change.target}`,
          SYSTEM_PULLREQUEST_ISFORK: change.fork ? 'True' : 'False',
        }
      : { BUILD_SOURCEBRANCH: `refs/heads/${branch}`, BUILD_SOURCEVERSION: commit }),
  }),
} satisfies Record<string, (job: CiJob) => Record<string, string>>;
