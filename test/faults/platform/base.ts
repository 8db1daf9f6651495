import assert from 'node:assert/strict';
import { token } from '../../action/gate-scene.ts';
import type { Fault } from '../fault.ts';
import { assertError } from '../observed.ts';
import { runApart, sceneApart, together } from './apart.ts';
import { failingSettings } from './gate-scenes.ts';
import { assertPlainLog } from './outcome.ts';
import { tellingWays } from './ways.ts';

const file = 'baselines/tiny/0123456789ab.json';

/** Which call, after how many others of its kind; whether there are baselines. */
const calls = [
  { operation: 'repos/get-content', after: 0, what: 'the list of baselines' },
  { operation: 'repos/get-content', after: 1, what: 'a baseline' },
  { operation: 'git/get-commit', after: 0, what: 'the commit, where no baseline is found' },
];

/** The files of the base decide a verdict, so here alone a failure of GitHub is an error of the gate. */
const base: Fault = {
  name: 'baselines of the base cannot be read',
  side: 'platform',
  injected: `in a clone without the base commit: GitHub fails for ${calls.map(({ what }) => what).join(', for ')}, in 8 ways`,
  expected:
    '`github-api` or `github-permission`, exit 2 and no result.json, before anything is started; never taken for "no baseline"',
  async run(bench) {
    await bench.setScene(failingSettings({ gate: { mode: 'baseline', metrics: ['p50'] }, slo: {} }));
    const cases = calls.flatMap((call) => tellingWays().map((way) => ({ call, way })));
    const codes = await together(cases, 4, async ({ call: { operation, after, what }, way }) => {
      const scene = await sceneApart(bench);
      const { repository } = scene.api;
      const tree = new Map(operation === 'git/get-commit' ? [] : [[file, '{}']]);
      scene.baseSha = repository.addCommit(tree, 'the base');
      // The commit is asked for by the same number of tries.
      const hidden = way.name === '404' && after === 0 && operation === 'repos/get-content';
      scene.api.fail({ operation, after, times: 1000, kind: way.kind });
      if (hidden) scene.api.fail({ operation: 'git/get-commit', times: 1000, kind: way.kind });
      const step = await runApart(bench, scene);
      assertPlainLog(step.log, token);
      assert.match(step.error ?? '', /^github-(api|permission)$/, `${what}, ${way.name}: ${step.log}`);
      assertError(step, step.error!);
      assert.ok(!step.log.includes('starting'), `${what}, ${way.name}: something was started`);
      assert.match(step.log, /fetch-depth: 0/);
      return step.error!;
    });
    const denied = codes.filter((code) => code === 'github-permission').length;
    return `${codes.length} combinations: ${codes.length - denied} github-api, ${denied} github-permission; exit 2, no result.json`;
  },
};

export const bases: Fault[] = [base];
