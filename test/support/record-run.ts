/** Records a made-up run with the seed as a push to `main` would, and prints what came of it: `record-run.ts API SEED`. */
import { recordBaseline } from '../../src/gate/record.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { makeRun } from '../verdict/runs.ts';

const [apiUrl = '', seed = ''] = process.argv.slice(2);
const plan = { suite: 'made-up', baselines: { directory: 'baselines', record: 'auto' } } as Plan;
const verdict = { verdict: 'pass', sentence: '', slo: [], reasons: [] } as unknown as Verdict;
const context = {
  event: 'push',
  repository: { owner: 'octo-org', repo: 'model' },
  sha: 'a'.repeat(40),
  runId: 1,
  runUrl: '',
  apiUrl,
  defaultBranch: 'main',
  ref: 'refs/heads/main',
};
const measured = { verdict, candidate: makeRun('candidate', { seed: Number(seed) }) };
process.stdout.write((await recordBaseline(plan, measured, undefined, context, 'ghs_test')) ?? '');
