import assert from 'node:assert/strict';
import { publicationOfArchive } from '../../../src/gate/artifact-report.ts';
import { encodeRun } from '../../../src/interop/index.ts';
import { token } from '../../action/gate-scene.ts';
import { makeZip, type ZipEntry } from '../../support/make-zip.ts';
import { makeRun } from '../../verdict/runs.ts';
import type { Fault } from '../fault.ts';
import { together } from '../platform/apart.ts';
import { assertPlainLog } from '../platform/outcome.ts';
import {
  artifactFiles,
  marker,
  runPublish,
  setPublishScene,
  startFinishedRun,
} from '../platform/publish-scene.ts';
import { cuts, mutants, readEach, tell } from './readings.ts';

const url = 'https://github.com/octo-org/model/actions/runs/99';
const code = 'artifact-invalid';

const read = (zip: Buffer) => {
  const { comment, suite, verdict } = publicationOfArchive(zip, url, 'auto');
  assert.ok(comment.startsWith(`<!-- sluice:suite=${suite} -->\n`));
  assert.ok(['pass', 'fail', 'inconclusive', 'invalid'].includes(verdict));
};

const truncated: Fault = {
  name: "fork's artifact cut at every byte",
  side: 'data',
  injected: "the archive of a fork's gate, cut after each of its bytes, and 3,000 copies with changed bytes",
  expected: `\`${code}\`; a changed byte that is part of nothing that is read changes nothing`,
  async run() {
    const zip = makeZip(artifactFiles());
    const cut = await readEach(cuts(zip), read, [code]);
    assert.equal(cut.read, 0);
    const changed = await readEach(mutants(zip, 3000), read, [code]);
    return `${zip.length} cuts: ${tell(cut)}. Changed: ${tell(changed)}`;
  },
};

const [, result, candidate, base] = artifactFiles() as [ZipEntry, ZipEntry, ZipEntry, ZipEntry];
const runOf = (suite: string) => encodeRun({ ...makeRun('candidate'), suite });

/** What a fork may put there, and whether there is something to post. */
const swapped: [name: string, files: ZipEntry[], posts: boolean][] = [
  [
    'the two runs swapped',
    [result, { ...candidate, data: base.data }, { ...base, data: candidate.data }],
    true,
  ],
  ['a base of another suite', [result, candidate, { ...base, data: runOf('other') }], false],
  ['a run in the place of the verdict', [{ ...result, data: candidate.data }, candidate], false],
  ['a verdict in the place of the run', [result, { ...candidate, data: result.data }], false],
  ['the verdict alone', [result], false],
  ['the run alone', [candidate], false],
  ['the verdict twice', [result, result, candidate], false],
  ['a suite with a line break', [result, { ...candidate, data: runOf('tiny\n::error::x') }], false],
  ['a suite called `__proto__`', [result, { ...candidate, data: runOf('__proto__') }], false],
  ['a link that leads out', [{ ...result, name: '../result.json' }, candidate], false],
];

const swaps: Fault = {
  name: "fork's artifact with swapped files",
  side: 'data',
  injected: swapped.map(([name]) => name).join(', '),
  expected: `\`${code}\`, exit 1 and nothing posted; where both runs are what they say, posted as unverified`,
  async run(bench) {
    await setPublishScene(bench);
    await together(swapped, 3, async ([name, files, posts]) => {
      const api = await startFinishedRun(bench, makeZip(files));
      const observed = await runPublish(bench, api);
      assertPlainLog(observed.log, token);
      assert.equal(observed.exitCode, posts ? 0 : 1, `${name}\n${observed.log}`);
      const { comments, checks } = api.repository;
      if (posts)
        assert.ok(comments[0]?.body.startsWith(marker) && checks[0]?.name.includes('(unverified)'), name);
      else {
        assert.match(observed.log, /::error title=Sluice%3A artifact-invalid::/, name);
        assert.deepEqual([comments, checks], [[], []], name);
      }
    });
    return `${swapped.length} archives: ${swapped.filter(([, , posts]) => !posts).length} ${code}, exit 1, nothing posted; the others posted as unverified`;
  },
};

export const archives: Fault[] = [truncated, swaps];
