import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readBaselines } from '../../src/baseline/index.ts';
import { loadPlan } from '../../src/config/index.ts';
import { readWorkload } from '../../src/gate/inputs.ts';
import { writeWhole, writtenFiles } from '../../src/gate/outputs.ts';
import { openTargetLog } from '../../src/target/target-log.ts';
import { makeWorkspace } from '../config/workspace.ts';

/** A repository in which each of these names is a trap. */
function trapped(settings: object): string {
  const workspace = makeWorkspace({
    'sluice.yml': JSON.stringify({
      version: 1,
      suite: 'a',
      target: { url: 'http://localhost' },
      ...settings,
    }),
    'plain.jsonl': '{"text":"a"}\n',
    'deep/sluice.yml': '',
  });
  for (const [name, to] of Object.entries({
    passwd: '/etc/passwd',
    zero: '/dev/zero',
    environ: '/proc/self/environ',
    up: '../..',
    loop: 'loop',
    // A way that looks like one inside.
    sneaky: 'deep/../../../etc/passwd',
  }))
    for (const ending of ['', '.jsonl', '.json', '.mjs', '.pem'])
      symlinkSync(to, join(workspace, name + ending));
  execFileSync(
    'mkfifo',
    ['.jsonl', '.json', '.mjs', '.pem'].map((ending) => join(workspace, `pipe${ending}`)),
  );
  return workspace;
}

const rows = (dataset: string) => ({ workload: { classes: { only: { weight: 1, dataset } } } });
const outside = 'path-outside-workspace';

/** What is asked for, and how it must end: with an error, before anything is read that has no end. */
const traps: [title: string, settings: object, code: string][] = [
  ...['passwd.jsonl', 'zero.jsonl', 'environ.jsonl', 'sneaky.jsonl', 'loop.jsonl', 'up/x.jsonl'].map(
    (name): [string, object, string] => [`a dataset through the link ${name}`, rows(name), outside],
  ),
  ['a dataset above', rows('../x.jsonl'), outside],
  ['a dataset by its absolute path', rows('/etc/passwd.jsonl'), outside],
  ['a dataset that is a pipe', rows('pipe.jsonl'), 'dataset-missing'],
  [
    'files through a link',
    {
      protocol: { binary: { column: 'file' } },
      workload: { classes: { only: { weight: 1, files: 'up/*' } } },
    },
    outside,
  ],
  ['a script through a link', { protocol: { script: 'passwd.mjs' } }, outside],
  ['a script that is a pipe', { protocol: { script: 'pipe.mjs' } }, 'config-invalid'],
  ['a schema through a link', { protocol: { 'http-json': { check: { schema: 'environ.json' } } } }, outside],
  [
    'a schema that is a pipe',
    { protocol: { 'http-json': { check: { schema: 'pipe.json' } } } },
    'config-invalid',
  ],
  [
    'an authority through a link',
    { target: { url: { address: 'https://localhost', tls: { ca: 'passwd.pem' } } } },
    outside,
  ],
  [
    'an authority that is a pipe',
    { target: { url: { address: 'https://localhost', tls: { ca: 'pipe.pem' } } } },
    'config-invalid',
  ],
  ['a volume through a link', { target: { container: { image: 'a', volumes: ['up:/host'] } } }, outside],
  [
    'the Docker socket as a volume',
    { target: { container: { image: 'a', volumes: ['/var/run/docker.sock:/s'] } } },
    outside,
  ],
  ['a build of a folder above', { target: { container: { build: { context: 'up' } } } }, outside],
  ['a process in a folder above', { target: { process: { command: ['node'], directory: 'up' } } }, outside],
  ['a socket by its absolute path', { target: { url: { socket: '/var/run/docker.sock' } } }, outside],
  ['baselines above', { baselines: 'up/baselines' }, outside],
  ['an output folder above', { output: '../out' }, outside],
  ['an output folder through a link', { output: 'up/out' }, outside],
];

test.each(traps)('%s is refused and never read', async (_, settings, code) => {
  const workspace = trapped(settings);
  const reading = (async () => readWorkload(loadPlan({ workspace })))();
  await expect(reading).rejects.toMatchObject({ code });
});

test.each(['passwd', 'pipe.json', 'zero.json', '../sluice.yml', '/etc/passwd'])(
  'settings that are %s are refused and never read',
  (config) => {
    const code = config === 'pipe.json' ? 'config-not-found' : outside;
    expect(() => loadPlan({ workspace: trapped({}), config })).toThrow(expect.objectContaining({ code }));
  },
);

test('a file that became a pipe after it was checked is not waited for', async () => {
  const workspace = trapped(rows('plain.jsonl'));
  const plan = loadPlan({ workspace });
  execFileSync('rm', [join(workspace, 'plain.jsonl')]);
  execFileSync('mkfifo', [join(workspace, 'plain.jsonl')]);
  await expect(readWorkload(plan)).rejects.toMatchObject({ code: 'dataset-malformed' });
});

test('baselines are not read through links', async () => {
  const workspace = trapped({});
  mkdirSync(join(workspace, 'baselines/linked'), { recursive: true });
  symlinkSync('/etc/passwd', join(workspace, 'baselines/linked/abc.json'));
  symlinkSync('/etc', join(workspace, 'baselines/folder'));
  for (const suite of ['linked', 'folder'])
    await expect(readBaselines(join(workspace, 'baselines'), suite)).rejects.toMatchObject({
      code: 'baseline-unreadable',
    });
});

describe('a target that may write into the workspace', () => {
  test('cannot have an output written through a link of its own', () => {
    const workspace = makeWorkspace({ victim: 'untouched', 'out/x': '' });
    for (const name of ['result.json', 'result.json.part'])
      symlinkSync(join(workspace, 'victim'), join(workspace, 'out', name));
    writeWhole(join(workspace, 'out/result.json'), 'ours');
    expect(readFileSync(join(workspace, 'out/result.json'), 'utf8')).toBe('ours');
    expect(readFileSync(join(workspace, 'victim'), 'utf8')).toBe('untouched');
    expect(readdirSync(join(workspace, 'out')).sort()).toEqual(['result.json', 'x']);
  });

  test.each([
    [
      'a link in the place of its log',
      (workspace: string) => symlinkSync(join(workspace, 'victim'), join(workspace, 'out/logs/a.log')),
    ],
    [
      'a link in the place of the folder of logs',
      (workspace: string) => {
        execFileSync('rmdir', [join(workspace, 'out/logs')]);
        symlinkSync(join(workspace, 'elsewhere'), join(workspace, 'out/logs'));
      },
    ],
  ])('%s costs the log and nothing else', async (_, plant) => {
    const workspace = makeWorkspace({ victim: 'untouched', 'elsewhere/x': '' });
    mkdirSync(join(workspace, 'out/logs'), { recursive: true });
    plant(workspace);
    const notes: string[] = [];
    const log = openTargetLog(join(workspace, 'out/logs/a.log'), (text) => notes.push(text));
    const stream = new PassThrough();
    log.attach(stream);
    stream.end('* * * * * root id\n');
    await log.settle(1000);
    log.close();
    expect(log.tail()).toEqual(['* * * * * root id']);
    expect(notes).toHaveLength(1);
    expect(readFileSync(join(workspace, 'victim'), 'utf8')).toBe('untouched');
    expect(readdirSync(join(workspace, 'elsewhere'))).toEqual(['x']);
  });

  test('has nothing of its own put into the artifact, nor has the workspace', () => {
    const workspace = makeWorkspace({
      '.git/config': 'a token',
      'result.json': '{}',
      'run-base.partial.json': '{}',
      'logs/sluice-1-candidate-1.log': '',
      'logs/deep/sluice-1.log': '',
      'logs/other.txt': '',
      'credentials.json': '',
    });
    writeFileSync(join(workspace, 'victim'), '');
    symlinkSync('victim', join(workspace, 'comment.md'));
    expect(writtenFiles(workspace).map((path) => path.slice(workspace.length + 1))).toEqual([
      'logs/sluice-1-candidate-1.log',
      'result.json',
      'run-base.partial.json',
    ]);
  });
});
