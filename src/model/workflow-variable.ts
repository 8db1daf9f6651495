/** Whether a variable of the environment is one by which a CI system hands tokens and inputs to a step: nobody else's business. */
export const isWorkflowVariable = (name: string): boolean =>
  /^(?:GITHUB_TOKEN$|GH_TOKEN$|ACTIONS_|INPUT_|(?:SLUICE_)?GITLAB_TOKEN$|CI_JOB_TOKEN$|CI_(?:REGISTRY|DEPLOY)_PASSWORD$|BUILDKITE_AGENT_ACCESS_TOKEN$|SYSTEM_ACCESSTOKEN$)/.test(
    name,
  );
