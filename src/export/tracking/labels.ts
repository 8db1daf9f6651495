import type { ExportInput } from '../../model/export.ts';

/** What tells runs of one suite apart in a list: `9b41aa0 pr, pull request 12`. */
export function nameOf({ report, origin, candidate }: ExportInput): string {
  const { commit, measuredAt, profile } = candidate.provenance;
  const what = (origin.commit ?? commit)?.slice(0, 7) ?? measuredAt;
  const change = origin.pullRequest ? `, pull request ${origin.pullRequest}` : '';
  return `${what} ${report.profile || profile}${change}`;
}

export function parametersOf({ report, candidate, base, engine }: ExportInput): Record<string, string> {
  const { provenance } = candidate;
  const { environment, target } = provenance;
  return filled({
    suite: report.suite,
    profile: provenance.profile,
    mode: report.verdict.mode,
    engine,
    seed: String(provenance.seed),
    plan_hash: provenance.planHash,
    workload_hash: provenance.workloadHash,
    classes: candidate.classes
      .map(({ name, share }) => `${name} ${Number((share * 100).toPrecision(3))} %`)
      .join(', '),
    'target.kind': target.kind,
    'target.name': target.name,
    'base.name': base?.provenance.target.name,
    'environment.fingerprint': environment.fingerprint,
    'environment.cpu': environment.cpuModel,
    'environment.cores': String(environment.cores),
    'environment.memory_gib': String(environment.memoryGiB),
    'environment.gpus': environment.gpus.join(', '),
    'environment.runner_image': environment.runnerImage,
    'cost.currency': report.candidate.characteristics?.cost?.currency,
  });
}

export function labelsOf({
  report,
  candidate,
  base,
  origin,
  sluiceVersion,
}: ExportInput): Record<string, string> {
  const { verdict } = report;
  const { commit, target } = candidate.provenance;
  return filled({
    'sluice.verdict': verdict.verdict,
    'sluice.sentence': verdict.sentence,
    'sluice.capacity': report.candidate.characteristics?.capacity?.statement,
    'sluice.accepted': verdict.accepted && `by ${verdict.accepted.by}: ${verdict.accepted.why}`,
    'sluice.version': sluiceVersion,
    'sluice.commit': origin.commit ?? commit,
    'sluice.image': target.kind === 'container' ? target.name : undefined,
    'sluice.image_digest': target.digest,
    'sluice.base_commit': base?.provenance.commit,
    'sluice.base_image_digest': base?.provenance.target.digest,
    'sluice.repository': origin.repository,
    'sluice.branch': origin.branch,
    'sluice.pull_request': origin.pullRequest,
    'sluice.run_url': origin.runUrl,
  });
}

export function describeGate({ report, origin }: ExportInput): string {
  const { verdict, candidate } = report;
  const capacity = candidate.characteristics?.capacity;
  return [
    `${verdict.verdict}: ${verdict.sentence}`,
    ...(capacity ? [`Capacity: ${capacity.statement}.`] : []),
    ...verdict.warnings,
    ...(report.reportUrl ? [`Report: ${report.reportUrl}`] : []),
    ...(origin.runUrl ? [`Measured by ${origin.runUrl}`] : []),
  ].join('\n\n');
}

/** Without what is not known or empty. */
function filled(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
