import type { BaselineFile } from '../baseline/index.ts';
import type { ContainerPlan, Plan } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import type { GateContext } from './context.ts';

/** The baseline's own image, to run beside the candidate on this very machine, or why it cannot be. */
export type Replay = { kind: 'image'; base: ContainerPlan } | { kind: 'refused'; why: string };

/** Undefined where nobody would expect a replay: only `auto` replays, and only what was recorded. */
export function planReplay({ mode, candidate }: Plan, files: readonly BaselineFile[]): Replay | undefined {
  const runs = files.flatMap((file) => file.runs);
  if (mode !== 'auto' || runs.length === 0) return undefined;
  switch (candidate.kind) {
    case 'process':
      return refused('the baseline of a process names a commit, and not a build that could be started here');
    case 'url':
      return refused('what answered at a url when the baseline was recorded cannot be started here');
    case 'container': {
      const newest = runs
        .filter(({ provenance }) => provenance.target.kind === 'container' && provenance.target.digest)
        .sort((a, b) => b.provenance.measuredAt.localeCompare(a.provenance.measuredAt))[0];
      const image = newest?.provenance.target.digest;
      if (!image) return refused('no recorded run names the image that it was measured with');
      return { kind: 'image', base: { ...candidate, image, pull: 'missing' } };
    }
  }
}

const refused = (why: string): Replay => ({ kind: 'refused', why });

/** The screen's verdict where nothing could be replayed to settle it: said in the log and in the report. */
export function withoutReplay(verdict: Verdict, why: string, { tell }: Pick<GateContext, 'tell'>): Verdict {
  const warning = `The baseline could not be run beside the candidate (${why}), so the committed numbers alone decided; name a base to measure (\`base:\` or \`base-image\`) for a surer verdict.`;
  tell({ kind: 'note', text: warning });
  return { ...verdict, warnings: [...verdict.warnings, warning] };
}
