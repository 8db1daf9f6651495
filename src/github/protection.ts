/**
 * Whether GitHub refused a write because the branch is protected, by a branch protection rule or by a ruleset. There is no
 * code for it: it is a 409 as a conflict is, sometimes a 403 or 422, and only the words tell. They name the rule that
 * was broken: `Changes must be made through a pull request`, `Required status check "test" is expected`, `3 of 3 required
 * status checks are expected`, `At least 1 approving review is required`, `Repository rule violations found`.
 */
export function isProtected(thrown: unknown): boolean {
  const status = statusOf(thrown);
  return (status === 403 || status === 409 || status === 422) && words.test((thrown as Error).message);
}

const words =
  /protected branch|rule violations|through a pull request|required status check|approving review|not authorized to push/i;

export function statusOf(thrown: unknown): number | undefined {
  return thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : undefined;
}
