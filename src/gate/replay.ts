import type { BaselineFile, RecordedRun } from '../baseline/index.ts';
import type { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { ContainerPlan, ProcessPlan } from '../model/target.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { checkOut, prepareProcess } from '../target/index.ts';
import { MeasuredArm } from './arm.ts';
import type { Bench } from './bench.ts';
import { remainingMs, targetContext } from './context.ts';
import type { GateContext } from './context.ts';
import { withImage } from './images.ts';

/** The baseline's own build, to run beside the candidate on this very machine. */
export type ReplayedBase =
  | { kind: 'image'; base: ContainerPlan }
  /** A process, or a container that is built. */
  | { kind: 'commit'; base: ContainerPlan | ProcessPlan; commit: string };

/** Or why it cannot be. */
export type Replay = ReplayedBase | { kind: 'refused'; why: string };

/** Undefined where nobody would expect a replay: only `auto` replays, and only what was recorded. */
export function planReplay({ mode, candidate }: Plan, files: readonly BaselineFile[]): Replay | undefined {
  const runs = files.flatMap((file) => file.runs);
  if (mode !== 'auto' || runs.length === 0) return undefined;
  switch (candidate.kind) {
    case 'process':
      return candidate.port === undefined
        ? replayCommit(candidate, runs)
        : refused(`both would listen on port ${candidate.port}; leave \`target.process.port\` out`);
    case 'url':
      return refused('what answered at a url when the baseline was recorded cannot be started here');
    case 'container': {
      if (candidate.build) return replayCommit(candidate, runs);
      const image = newest(runs, candidate.kind, ({ provenance }) => provenance.target.digest);
      if (image === undefined) return refused('no recorded run names the image that it was measured with');
      return { kind: 'image', base: { ...candidate, image, pull: 'missing' } };
    }
  }
}

/** The same command or build and the same settings at the other commit: docs/baselines.md says what follows from that. */
function replayCommit(base: ContainerPlan | ProcessPlan, runs: readonly RecordedRun[]): Replay {
  const commit = newest(runs, base.kind, ({ provenance }) => provenance.commit);
  return commit === undefined
    ? refused('no recorded run names the commit that it was measured at')
    : { kind: 'commit', base, commit };
}

const refused = (why: string): Replay => ({ kind: 'refused', why });

/** What the newest run of such a target tells that tells it at all. */
function newest(
  runs: readonly RecordedRun[],
  kind: 'container' | 'process',
  read: (run: RecordedRun) => string | undefined,
): string | undefined {
  const telling = runs.filter((run) => run.provenance.target.kind === kind && read(run));
  telling.sort((a, b) => b.provenance.measuredAt.localeCompare(a.provenance.measuredAt));
  return telling[0] && read(telling[0]);
}

export const describeBase = (replay: ReplayedBase): string =>
  replay.kind === 'image'
    ? "the baseline's own image"
    : `the baseline's commit ${replay.commit.slice(0, 10)}`;

/** The base's arm, ready to be started: a commit is checked out first, and prepared or built in what is left of the budget. */
export async function provideBase(replay: ReplayedBase, bench: Bench): Promise<MeasuredArm> {
  if (replay.kind === 'image') return new MeasuredArm('base', replay.base, bench);
  const { base, commit } = replay;
  const here = targetContext(bench.context, 'base', bench.plan.workspace);
  const workspace = await checkOut(commit, here);
  const there = { ...here, workspace };
  if (base.kind === 'process') await prepareProcess(base, there, remainingMs(bench.context));
  const built = await withImage(base, there, remainingMs(bench.context));
  return new MeasuredArm('base', built, bench, { workspace, commit });
}

/**
 * Whether a fault only means that the base could not be had here, or not in time: whatever went wrong before it was first
 * ready. Everything after that is a fault of the run.
 */
export function cannotBeHad({ code }: SluiceError, base: Run | undefined): boolean {
  if (code === 'budget-too-short') return true;
  const isOurs = ['internal', 'output-unwritable', 'target-stop-failed'].includes(code);
  return !isOurs && (base?.coldStarts.length ?? 0) === 0;
}

/** Why a base could not be had, with what people forget. */
export function whyNotHad({ code, fact }: SluiceError, { base }: ReplayedBase): string {
  const neverRan = ['process-start-failed', 'process-exited', 'target-never-ready'].includes(code);
  return neverRan && base.kind === 'process' && base.prepare === undefined
    ? `${withoutStop(fact)}; nothing is installed in a fresh checkout unless \`target.process.prepare\` does it`
    : fact;
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

/** The screen's verdict where nothing could be replayed to settle it: said in the log and in the report. */
export function withoutReplay(verdict: Verdict, why: string, { tell }: Pick<GateContext, 'tell'>): Verdict {
  const warning = `The baseline could not be run beside the candidate (${withoutStop(why)}), so the committed numbers alone decided; name a base to measure (\`base:\` or \`base-image\`) for a surer verdict.`;
  tell({ kind: 'note', text: warning });
  return { ...verdict, warnings: [...verdict.warnings, warning] };
}

/** Both arms of a replay have the settings of today: a slowdown by settings alone shows in the screen and nowhere else. */
export function withScreen(paired: Verdict, screen: Verdict): Verdict {
  if (screen.verdict !== 'fail' || !['pass', 'inconclusive'].includes(paired.verdict)) return paired;
  const warning = `Against the committed numbers it would fail (${withoutStop(screen.sentence)}); beside its base on this machine it does not. Either this machine is slower than those of before, or the settings (command, environment, limits) changed: both arms ran with those of today.`;
  return { ...paired, warnings: [...paired.warnings, warning] };
}
