import type { GatePlan } from '../model/plan.ts';
import type { EdgeCaseResult } from '../model/edge-cases.ts';
import type { Run } from '../model/run.ts';
import type { EdgeFinding, EdgeFindingKind, Reason, Verdict } from '../model/verdict.ts';
import { edgeFaults, lastingFault, wasSlowed } from './edge-faults.ts';
import { verdictSentence } from './gate-words.ts';

/** Taking long over these is work and no fault; where the base takes as long is the only measure. */
const largeInputs = new Set(['max-length', 'over-max-length']);

/**
 * The verdict with what edge cases brought to light. The comparison of the arms stays as it is, since edge cases are sent
 * after the measured blocks; a finding that harms the server or other requests fails the gate all the same, unless the
 * base does the same, and so does an unexpected answer where the settings say so. An invalid measurement stays invalid.
 */
export function withEdgeCases(
  verdict: Verdict,
  candidate: Run,
  base: Run | undefined,
  gate: Pick<GatePlan, 'edgeCases'>,
): Verdict {
  if (!candidate.edgeCases) return verdict;
  const edgeCases = edgeFindings(candidate, base, gate);
  const reasons = edgeCases.filter(({ gated }) => gated).map(reasonOf);
  if (reasons.length === 0) return { ...verdict, edgeCases };
  const stood = verdict.verdict === 'fail' || verdict.verdict === 'invalid';
  const judged: Verdict = {
    ...verdict,
    edgeCases,
    verdict: verdict.verdict === 'invalid' ? 'invalid' : 'fail',
    // What a pass was made from says nothing against this.
    reasons: stood
      ? [...verdict.reasons, ...reasons]
      : [...reasons, ...verdict.reasons.filter(({ code }) => code !== 'unchanged')],
  };
  return { ...judged, sentence: verdictSentence(judged) };
}

function reasonOf({ kind, message }: EdgeFinding): Reason {
  return { code: kind === 'unexpected-answer' ? 'edge-case-unexpected' : 'edge-case-harm', message };
}

/** Everything that is wrong with how the candidate takes the edge cases, in the order in which they were sent. */
export function edgeFindings(
  { edgeCases: sent }: Run,
  base: Run | undefined,
  { edgeCases: mode = 'harm' }: Pick<GatePlan, 'edgeCases'>,
): EdgeFinding[] {
  if (!sent) return [];
  const finding = (name: string | null, kind: EdgeFindingKind, clause: string): EdgeFinding => {
    const inBase = isInBase(base, name, kind);
    const countsAlone = !(kind === 'good-requests-slowed' && name !== null && largeInputs.has(name));
    const counts = inBase === null ? countsAlone : !inBase;
    return {
      case: name,
      kind,
      inBase,
      gated: counts && (mode === 'all' || (mode === 'harm' && kind !== 'unexpected-answer')),
      message: inBase ? `${clause}; the base does the same` : clause,
    };
  };
  const lasting = lastingFault(sent);
  return [
    ...sent.cases.flatMap((each) =>
      edgeFaults(each).map(({ kind, clause }) => finding(each.name, kind, clause)),
    ),
    ...(lasting === undefined ? [] : [finding(null, 'lasting-harm', lasting)]),
  ];
}

/** Null where nobody knows: no base was measured, or the case was not sent to it. */
function isInBase(base: Run | undefined, name: string | null, kind: EdgeFindingKind): boolean | null {
  const sent = base?.edgeCases;
  if (!sent) return null;
  if (name === null) return lastingFault(sent) !== undefined;
  const same = sent.cases.find((each) => each.name === name);
  if (!same || same.skipped !== undefined) return null;
  return hasFault(same, kind);
}

/**
 * A slowdown that is a little below the bound in one arm and a little above in the other is no news; nor is any harm by
 * what ends the base.
 */
function hasFault(result: EdgeCaseResult, kind: EdgeFindingKind): boolean {
  return (
    edgeFaults(result).some((fault) => fault.kind === kind) ||
    (kind === 'good-requests-slowed' && result.rounds.some((round) => wasSlowed(round, 'nearly'))) ||
    (kind !== 'unexpected-answer' && result.ended !== undefined)
  );
}
