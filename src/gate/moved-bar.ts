import { readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { readBaselines } from '../baseline/index.ts';
import type { BaselineFile } from '../baseline/index.ts';
import { acceptanceLabelIn, movedBar } from '../config/index.ts';
import type { MovedSetting } from '../config/index.ts';
import { toSluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import type { BaseBranch } from './base-branch.ts';

/** More are counted. */
const mostTold = 5;

/** What a change does to the bar that judges it. */
export interface MovedBar {
  /** For the report: reviewers have to see it. */
  warnings: string[];
  /** Of the base branch: else a change could choose a label that it is given for other reasons. */
  acceptanceLabel: string | undefined;
}

/**
 * Compares the settings and baselines of a change with those of its base. Settings of the change hold, since a change may
 * well mean to move them; so that nobody merges that unseen, they are told. Never rejects.
 * @param base absent where nothing is to be merged
 */
export async function readMovedBar(plan: Plan, base: BaseBranch | undefined): Promise<MovedBar> {
  const { acceptanceLabel } = plan.telling;
  if (!base) return { warnings: [], acceptanceLabel };
  try {
    const path = posix.normalize(plan.configFile ?? 'sluice.yml');
    const before = await base.readText(path, plan.workspace);
    const after = plan.configFile === undefined ? '' : readFileSync(join(plan.workspace, path), 'utf8');
    // Without settings on the base branch there is no bar yet, and the label is that of the first ones.
    const isNew = before.trim() === '';
    const moved = isNew ? [] : movedBar(before, after, path);
    return {
      warnings: [...settingsWarning(moved, path), ...(await baselinesWarning(plan, base))],
      acceptanceLabel: isNew ? acceptanceLabel : acceptanceLabelIn(before, path),
    };
  } catch (thrown) {
    const warning = `Whether this change moves the bar that judges it is not known: ${toSluiceError(thrown).fact}`;
    return { warnings: [warning], acceptanceLabel: undefined };
  }
}

export const withMovedBar = (verdict: Verdict, { warnings }: MovedBar): Verdict =>
  warnings.length === 0 ? verdict : { ...verdict, warnings: [...verdict.warnings, ...warnings] };

function settingsWarning(moved: readonly MovedSetting[], path: string): string[] {
  if (moved.length === 0) return [];
  const told = moved.slice(0, mostTold).map(({ path: setting, before, after }) => {
    return `\`${setting}\` from ${before ?? 'the default'} to ${after ?? 'the default'}`;
  });
  const more = moved.length > mostTold ? `, and ${moved.length - mostTold} more` : '';
  return [`This change moves the bar that judges it, in ${path}: ${told.join(', ')}${more}.`];
}

/** Runs that the base has not: a checkout that is older than its base lacks some, which is no edit. */
async function baselinesWarning(plan: Plan, base: BaseBranch): Promise<string[]> {
  const own = runsIn(await readBaselines(resolve(plan.workspace, plan.baselines.directory), plan.suite));
  if (own.size === 0) return [];
  const known = runsIn(await base.readBaselines(plan));
  const added = [...own].filter((run) => !known.has(run)).length;
  if (added === 0) return [];
  return [
    `This change edits the baselines of the suite (${added} ${added === 1 ? 'run' : 'runs'} that its base has not); it is judged by those of its base.`,
  ];
}

const runsIn = (files: readonly BaselineFile[]): Set<string> =>
  new Set(files.flatMap(({ runs }) => runs.map((run) => JSON.stringify(run))));
