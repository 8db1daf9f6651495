import assert from 'node:assert/strict';
import { token } from '../../action/gate-scene.ts';
import type { Fault } from '../fault.ts';
import { describe } from '../observed.ts';
import { runApart, sceneApart, together } from './apart.ts';
import { addMain, assertStands, failingSettings, push } from './gate-scenes.ts';
import { assertPlainLog } from './outcome.ts';

/** Places of a file that cannot be written, by whoever tries. */
const places = (folder: string): [name: string, path: string][] => [
  ['a folder that is not there', '/nowhere/file'],
  ['a folder', folder],
  ['a full disk', '/dev/full'],
  ['a read-only file system', '/proc/version'],
];

/** @param lost what the log says of it; undefined where nothing is lost */
function unwritable(name: string, variables: string[], injected: string, lost: RegExp[]): Fault {
  return {
    name,
    side: 'platform',
    injected: `${injected}: it lies in a folder that is not there, is a folder, is on a full disk or a read-only file system`,
    expected: 'fail, exit 1 and all files, comment and check run; the log says what was not written',
    async run(bench) {
      await bench.setScene(failingSettings());
      const all = places(bench.workspace);
      const steps = await together(all, 4, async ([what, path]) => {
        const scene = await sceneApart(bench);
        const env = Object.fromEntries(variables.map((variable) => [variable, path]));
        const step = await runApart(bench, scene, { env: { GITHUB_API_URL: scene.api.url, ...env } });
        assertStands(step, what);
        for (const pattern of lost) assert.match(step.log, pattern, what);
        assert.equal(scene.comments.length, 1, what);
        assert.match(scene.comments[0]!, /over the limit/, what);
        assert.deepEqual(
          scene.api.repository.checks.map(({ conclusion }) => conclusion),
          ['failure'],
          what,
        );
        return step;
      });
      return `${all.length} places: ${describe(steps[0]!)}`;
    },
  };
}

const summary = unwritable(
  'job summary cannot be written',
  ['GITHUB_STEP_SUMMARY'],
  'the file of the job summary',
  [/::notice .*job summary was not written/],
);

const outputs = unwritable(
  'outputs and state cannot be written',
  ['GITHUB_OUTPUT', 'GITHUB_STATE'],
  'the files of outputs and state',
  [/::notice .*outputs of this step were not written/, /::notice .*post step was not told/],
);

const everything: Fault = {
  name: 'everything of the platform fails at once',
  side: 'platform',
  injected:
    'every call to GitHub answers 503, the artifact service 500; summary, outputs and state are on a full disk',
  expected: 'fail, exit 1 and all files; five notices',
  async run(bench) {
    const scene = await bench.setScene(failingSettings());
    scene.api.fail({ operation: '*', times: 10_000, kind: { status: 503 } });
    const change = push(scene, addMain(scene));
    const full = Object.fromEntries(
      ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'].map((name) => [name, '/dev/full']),
    );
    const service = { ACTIONS_RESULTS_URL: `${scene.api.url}/`, ACTIONS_RUNTIME_TOKEN: runtimeToken };
    const step = await bench.main({ ...change, env: { ...change.env, ...full, ...service } });
    assertStands(step, 'all at once');
    const notices = [
      /check run was not made/,
      /not recorded/,
      /artifact/,
      /summary was not written/,
      /outputs of this step/,
    ];
    for (const pattern of notices) assert.match(step.log, pattern);
    return `${describe(step)}; each told by a notice`;
  },
};

/** The uploader reads run and job from it, and leaves checking it to the service. */
export const runtimeToken = ['{"alg":"none"}', '{"scp":"Actions.Results:run-1:job-1"}', '']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

const events: Fault = {
  name: 'event file is damaged',
  side: 'platform',
  injected:
    'the event file of a pull request, cut at 24 places, empty, of other types, with another number or commit',
  expected: '`input-invalid`, exit 2, nothing posted and nothing started',
  async run(bench) {
    const scene = await bench.setScene(failingSettings());
    const whole = JSON.stringify(scene.pullRequest());
    const step = Math.ceil(whole.length / 24);
    const cut = Array.from({ length: 24 }, (_, i) => whole.slice(0, i * step));
    const other = [
      '[]',
      'null',
      '{}',
      '{"pull_request":null}',
      whole.replace('"number":7', '"number":-7'),
      whole.replace('"number":7', '"number":1e99'),
      whole.replace('a'.repeat(40), '../../etc/passwd'),
      '\uFFFE\u0000',
    ];
    const texts = [...cut, ...other];
    await together(texts, 4, async (payload) => {
      const apart = await sceneApart(bench);
      const observed = await runApart(bench, apart, { payload });
      assertPlainLog(observed.log, token);
      assert.equal(observed.error, 'input-invalid', payload);
      assert.equal(observed.exitCode, 2, payload);
      assert.deepEqual([apart.api.calls, observed.log.includes('starting')], [[], false], payload);
    });
    return `${texts.length} files: input-invalid, exit 2; nothing posted`;
  },
};

export const runnerFiles: Fault[] = [summary, outputs, everything, events];
