import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { appendRun, formatBaseline, parseBaselines, startBaseline } from '../../../src/baseline/index.ts';
import type { BaselineFile } from '../../../src/baseline/index.ts';
import { encodeRun } from '../../../src/interop/index.ts';
import { recordedRuns } from '../../support/recorded-runs.ts';
import { makeRun } from '../../verdict/runs.ts';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { assertError, describe } from '../observed.ts';
import { runApart, sceneApart, together } from '../platform/apart.ts';
import { addMain, assertStands, failingSettings, push, recordedOn } from '../platform/gate-scenes.ts';
import { cuts, mutants, readEach, tell } from './readings.ts';
import { refuseEach, tellRefused, type Damaged } from './refused.ts';

const run = promisify(execFile);
const code = 'baseline-unreadable';
const [first, ...others] = recordedRuns({ suite: 'tiny', count: 3 });
const whole: BaselineFile = others.reduce((file, next) => appendRun(file, next), startBaseline(first!));
const text = formatBaseline(whole);
const bytes = Buffer.from(text);
const file = `baselines/tiny/${whole.environment.fingerprint}.json`;

const screened = (): object => failingSettings({ gate: { mode: 'baseline', metrics: ['p50'] }, slo: {} });
const parse = (written: Buffer): BaselineFile[] =>
  parseBaselines([{ name: file, text: written.toString('utf8') }], 'tiny');

/** What `sluice run` says of a baseline in the working tree. */
function damaged(name: string, put: string | Buffer | ((path: string) => void), told: RegExp): Damaged {
  return {
    name,
    put: (folder) => {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof put === 'function') put(path);
      else writeFileSync(path, put);
    },
    arguments: ['run'],
    code,
    told,
    file,
  };
}

async function refuse(bench: FaultBench, inputs: readonly Damaged[]): Promise<string> {
  await bench.setScene(screened());
  return tellRefused(await refuseEach(bench, inputs));
}

/** The text with the first number of its first row replaced. */
const withLogMean = (value: string): string => text.replace(/("latency\.p50":\[)[^,]+/, `$1${value}`);
const withValue = (value: string): string => text.replace(/("latency\.p50":\[[^,]+,)[^,]+/, `$1${value}`);
const withUnits = (value: string): string =>
  text.replace(/("latency\.p50":\[[^,]+,[^,]+,)[^,]+/, `$1${value}`);
const named = /baselines\/tiny\/\w+\.json/;

const truncated: Fault = {
  name: 'baseline cut at every byte',
  side: 'data',
  injected: `a baseline of ${whole.runs.length} runs, cut after each of its ${bytes.length} bytes; one of them through the real gate`,
  expected: `\`${code}\`, exit 2, nothing started, the file as it was; never "no baseline"`,
  async run(bench) {
    const readings = await readEach(cuts(bytes), parse, [code]);
    // Without the line end behind its last bracket it is whole.
    assert.equal(readings.read, 1);
    const half = damaged('half', bytes.subarray(0, bytes.length >> 1), /is cut off: it ends at line \d+/);
    return `${tell(readings)}. ${await refuse(bench, [half])}`;
  },
};

const changed: Fault = {
  name: 'baseline with changed bytes',
  side: 'data',
  injected: '20,000 copies of a baseline with one to three bytes replaced, removed or put in',
  expected: `\`${code}\`, or a history that can be written and read again as it is, whose numbers are all finite`,
  async run() {
    const read = (mutant: Buffer) => {
      const [found] = parse(mutant);
      const again = formatBaseline(found!);
      assert.equal(formatBaseline(parse(Buffer.from(again))[0]!), again);
      assert.doesNotMatch(again, /NaN|Infinity|null,\s*null/);
    };
    return tell(await readEach(mutants(bytes, 20_000), read, [code]));
  },
};

const absurd: Fault = {
  name: 'baseline with absurd values',
  side: 'data',
  injected:
    'NaN, Infinity, 1e999, 1e308, -1, a text or null for a value; a logarithm of 700; 1e300 units; half a request; a run with the number 2^53; the year 10000; a metric, a key or a field twice or unknown; a `__proto__` key; another suite; another environment',
  expected: `\`${code}\`, exit 2, with file and place; nothing started, the file as it was`,
  run: (bench) =>
    refuse(bench, [
      damaged('NaN', withValue('NaN'), /holds NaN, which is no JSON, at line/),
      damaged('infinite', withValue('-Infinity'), /holds -Infinity, which is no JSON/),
      damaged('1e999', withValue('1e999'), /entry 1 of runs, metrics.0.latency.p50.1/),
      damaged('1e308', withValue('1e308'), /1e\+308/),
      damaged('negative', withValue('-1'), /is -1/),
      damaged('text', withValue('"fast"'), /is "fast"/),
      damaged('null', withValue('null'), /is null/),
      damaged('logarithm', withLogMean('700'), /is 700/),
      damaged('units', withUnits('1e300'), /1e\+300/),
      damaged('half a unit', withUnits('0.5'), /is 0\.5/),
      damaged('number', text.replace('"run":2', '"run":9007199254740992'), /entry 3 of runs, run/),
      damaged('year', text.replace('2026-01-01', '10000-01-01'), /measuredAt/),
      damaged(
        'key twice',
        text.replace('"runs": [', '"runs": [],\n  "runs": ['),
        /holds the key "runs" twice/,
      ),
      damaged(
        'metric twice',
        text.replace('"latency.p50"', '"latency.p50":[1,1,1,1],"latency.p50"'),
        /twice/,
      ),
      damaged('unknown', text.replace('"latency.p50"', '"latency.p51"'), /latency\.p51/),
      damaged('proto', text.replace('"suite"', '"__proto__": {"suite": "x"},\n  "suite"'), /__proto__/),
      damaged('suite', text.replace('"tiny"', '"huge"'), /is of the suite huge/),
      damaged('environment', text.replace('"3f9a2c417be0"', '"000000000000"'), /its name does not say/),
    ]),
};

const newer: Fault = {
  name: 'baseline of the future',
  side: 'data',
  injected: 'a baseline of the formats 2 and 999999, of format 0, and of none',
  expected: `\`${code}\`, exit 2, with both formats and the advice to update; nothing started, the file as it was`,
  run: (bench) =>
    refuse(
      bench,
      [
        ['2', /has the format sluice\.baseline\/2.*\n.*Update Sluice/],
        ['999999', /has the format sluice\.baseline\/999999/],
        ['0', /is no baseline of Sluice/],
        ['', /is no baseline of Sluice/],
      ].map(([number, told]) =>
        damaged(
          `format ${String(number)}`,
          text.replace('baseline/1', `baseline/${String(number)}`),
          told as RegExp,
        ),
      ),
    ),
};

const conflict = text.replace(/( {4}\{"run":1.*\n)/, '<<<<<<< HEAD\n$1=======\n$1>>>>>>> origin/main\n');

const shapes: Fault = {
  name: 'something else in the place of a baseline',
  side: 'data',
  injected:
    'merge-conflict markers, an empty file, blanks, UTF-16, a byte order mark, NUL bytes, a folder, a symbolic link, a link as folder, a file as folder, a pipe, 100 MB',
  expected: `\`${code}\`, exit 2, with what is wrong, in bounded time and 1 GB of memory; nothing started, the file as it was`,
  run: (bench) =>
    refuse(bench, [
      damaged('conflict', conflict, /unresolved merge-conflict markers at line \d+/),
      damaged('empty', '', /is empty/),
      damaged('blank', ' \n\n', /is empty/),
      damaged('utf-16', Buffer.from(`\uFEFF${text}`, 'utf16le'), named),
      damaged('byte order mark', `\uFEFF${text}`, named),
      damaged('nul', Buffer.alloc(5000), named),
      damaged('folder', (path) => mkdirSync(path), /is not a plain file/),
      damaged('link', (path) => symlinkSync('/etc/hostname', path), /is not a plain file/),
      {
        ...damaged('link as folder', () => undefined, /is a symbolic link/),
        put: (folder) => {
          mkdirSync(join(folder, 'baselines'));
          symlinkSync('/etc', join(folder, 'baselines/tiny'));
        },
        file: 'baselines/tiny',
      },
      {
        ...damaged('file as folder', () => undefined, /is a file and not a folder/),
        put: (folder) => {
          mkdirSync(join(folder, 'baselines'));
          writeFileSync(join(folder, 'baselines/tiny'), text);
        },
        file: 'baselines/tiny',
      },
      damaged('pipe', (path) => void execFileSync('mkfifo', [path]), /is not a plain file/),
      damaged(
        'large',
        (path) => writeFileSync(path, Buffer.alloc(100_000_000, 0x20)),
        /is 100000000 bytes long/,
      ),
    ]),
};

const commands: Fault = {
  name: 'commands on a baseline that is cut',
  side: 'data',
  injected: '`baseline add`, `show`, `prune` and `trend` where one of two baselines is cut',
  expected: `\`${code}\`, exit 2; both files as they were`,
  async run(bench) {
    const half = bytes.subarray(0, bytes.length >> 1);
    const measured = { ...makeRun('candidate'), suite: 'tiny' };
    const written = encodeRun(measured);
    const each = [
      ['baseline', 'add', 'run.json'],
      ['baseline', 'show'],
      ['baseline', 'prune', '--keep', '1'],
      ['trend'],
    ];
    const inputs = each.map((given) => ({
      ...damaged(given.join(' '), half, /is cut off/),
      put: (folder: string) => {
        writeFileSync(join(folder, 'run.json'), written);
        mkdirSync(join(folder, 'baselines/tiny'), { recursive: true });
        writeFileSync(join(folder, file), half);
        const other = text.replaceAll('3f9a2c417be0', '000000000000');
        writeFileSync(join(folder, 'baselines/tiny/000000000000.json'), other);
      },
      arguments: given,
    }));
    return refuse(bench, inputs);
  },
};

/** Files below the repository's root, as they are at the base. */
const trees: [name: string, put: (folder: string) => void, told: RegExp][] = [
  ['cut', (folder) => writeFileSync(join(folder, file), bytes.subarray(0, 900)), /is cut off/],
  ['conflict', (folder) => writeFileSync(join(folder, file), conflict), /merge-conflict/],
  [
    'newer',
    (folder) => writeFileSync(join(folder, file), text.replace('baseline/1', 'baseline/2')),
    /Update Sluice/,
  ],
  ['link', (folder) => symlinkSync('other.json', join(folder, file)), /is not a plain file/],
  ['large', (folder) => writeFileSync(join(folder, file), Buffer.alloc(3_000_000, 0x20)), /3000000 bytes/],
  [
    'file as folder',
    (folder) => {
      rmSync(join(folder, 'baselines/tiny'), { recursive: true });
      writeFileSync(join(folder, 'baselines/tiny'), text);
    },
    /is not a folder/,
  ],
  [
    'link as folder',
    (folder) => {
      rmSync(join(folder, 'baselines/tiny'), { recursive: true });
      symlinkSync('other', join(folder, 'baselines/tiny'));
    },
    /is not a folder/,
  ],
];

const inGit: Fault = {
  name: 'unreadable baseline at the base',
  side: 'data',
  injected: `git holds at the base of a pull request a baseline that is ${trees.map(([name]) => name).join(', ')}; one of them by the API`,
  expected: `\`${code}\`, exit 2, before anything is started; comment and check run say so`,
  async run(bench) {
    await bench.setScene(screened());
    const steps = await together(trees, 2, async ([name, put, told]) => {
      const scene = await sceneApart(bench);
      mkdirSync(join(scene.workspace, 'baselines/tiny'), { recursive: true });
      put(scene.workspace);
      const git = (...given: string[]) => run('git', given, { cwd: scene.workspace });
      await git('init', '--quiet');
      await git('add', '--all');
      await git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message=a');
      scene.baseSha = (await git('rev-parse', 'HEAD')).stdout.trim();
      const step = await runApart(bench, scene);
      assertError(step, code);
      assert.match(step.log, told, name);
      assert.ok(!step.log.includes('starting'), `${name}: something was started`);
      assert.match(scene.comments[0] ?? '', /baseline-unreadable/, name);
      assert.equal(scene.api.repository.checks[0]?.conclusion, 'failure', name);
      return step;
    });
    const shallow = await sceneApart(bench);
    shallow.baseSha = shallow.api.repository.addCommit(new Map([[file, text.slice(0, 900)]]), 'the base');
    assertError(await runApart(bench, shallow), code);
    return `${trees.length + 1} bases: ${describe(steps[0]!)}`;
  },
};

const recording: Fault = {
  name: 'unreadable baseline where a run is recorded',
  side: 'data',
  injected:
    'on a push the default branch holds a baseline of this environment that is cut, in conflict, newer, or empty',
  expected: 'the verdict as without it; the file as it was, and a notice with file and remedy',
  async run(bench) {
    const scene = await bench.setScene(failingSettings());
    addMain(scene);
    assertStands(await bench.main(push(scene)), 'the first run');
    const { repository } = scene.api;
    const tree = repository.commits.get(repository.branches.get('main') ?? '')!.tree;
    const path = [...tree.keys()].find((name) => name.startsWith('baselines/'))!;
    const healthy = tree.get(path)!;
    const texts = [
      healthy.slice(0, 700),
      healthy.replace('"runs"', '<<<<<<< HEAD\n"runs"'),
      healthy.replace('baseline/1', 'baseline/2'),
      '',
    ];
    const steps = await together(texts, 2, async (broken) => {
      const apart = await sceneApart(bench);
      const own = apart.api.repository;
      own.branches.set('main', own.addCommit(new Map([[path, broken]]), 'broken'));
      const step = await runApart(bench, apart, push(apart));
      assertStands(step, broken.slice(0, 100));
      assert.deepEqual(recordedOn(apart), [broken]);
      assert.match(step.log, new RegExp(`::notice .*not recorded as a baseline: The baseline ${path}`));
      return step;
    });
    return `${texts.length} files: ${describe(steps[0]!)}; none written over`;
  },
};

const strange: Fault = {
  name: 'baseline with strange but possible values',
  side: 'data',
  injected:
    'runs of the years 1 and 9999, values of 1e-300 and 1e12, 30 files, CRLF; `baseline show` and `trend`',
  expected: 'exit 0 in bounded time, and no NaN or Infinity in what is drawn',
  async run(bench) {
    await bench.setScene(screened());
    const folder = join(bench.workspace, 'baselines/tiny');
    mkdirSync(folder, { recursive: true });
    const put = (name: string, change: (whole: string) => string) =>
      writeFileSync(join(folder, `${name}.json`), change(text).replaceAll('3f9a2c417be0', name));
    put('years', (whole) =>
      whole.replace('2026-01-01T00', '0001-01-01T00').replace('2026-01-02', '9999-12-31'),
    );
    put('small', (whole) => whole.replace(/("latency\.p50":\[)[^,]+,[^,]+/, '$1-49.9,1e-300'));
    put('great', (whole) => whole.replace(/("latency\.p50":\[)[^,]+,[^,]+/, '$149.9,1000000000000'));
    put('crlf', (whole) => whole.replaceAll('\n', '\r\n'));
    for (let i = 0; i < 26; i += 1) put(`environment-${i}`, (whole) => whole);
    const outcomes = [await bench.cli(['baseline', 'show']), await bench.cli(['trend'])];
    for (const { exitCode, log } of outcomes) {
      assert.equal(exitCode, 0, log);
      assert.doesNotMatch(log, /\bNaN\b|Infinity/);
    }
    const { stdout } = await run(
      'grep',
      ['--recursive', '--files-with-matches', '-E', '\\bNaN\\b|Infinity', 'baselines'],
      {
        cwd: bench.workspace,
      },
    ).catch(() => ({ stdout: '' }));
    assert.equal(stdout, '');
    return `30 files drawn, exit 0, the longer after ${Math.ceil(Math.max(...outcomes.map(({ tookMs }) => tookMs)) / 1000)} s`;
  },
};

export const baselines: Fault[] = [
  truncated,
  changed,
  absurd,
  newer,
  shapes,
  commands,
  inGit,
  recording,
  strange,
];
