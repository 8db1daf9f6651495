import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/model/error.ts';
import { ensureBaseImage } from '../support/base-image.ts';
import { CommandLine } from '../support/command-line.ts';
import type { CommandResult } from '../support/command-line.ts';
import { describeWithDocker } from '../support/docker-engine.ts';
import { tinySettings } from '../support/tiny-settings.ts';

let sluice: CommandLine;
beforeAll(() => {
  sluice = new CommandLine();
});
afterAll(() => sluice.remove());

interface BadInput {
  /** The user's files; none of them may change. */
  files?: Record<string, string>;
  arguments: string[];
  env?: NodeJS.ProcessEnv;
  code: ErrorCode;
  /** What stderr must name: the place, the value, what is nearest. */
  told: string[];
}

const url = 'target: { url: "http://127.0.0.1:1" }';
const head = 'version: 1\nsuite: a\n';

const classOf = (settings: string) => ({
  'sluice.yml': `${head}${url}\nworkload:\n  classes:\n    a: ${settings}\n`,
});
const jsonlines = '{"text":"one"}\n{"text":"two"}\n';

/** Nothing of these is ever started. */
const beforeAnyStart: [title: string, input: BadInput][] = [
  ['no target', { arguments: ['run'], code: 'target-missing', told: ['No target', '`image`'] }],
  [
    'two targets',
    {
      arguments: ['run', '--image', 'app:1', '--url', 'http://a'],
      code: 'target-ambiguous',
      told: ['app:1', 'http://a'],
    },
  ],
  [
    'mode paired without a base',
    {
      files: { 'sluice.yml': `${head}${url}\n` },
      arguments: ['run', '--mode', 'paired'],
      code: 'input-invalid',
      told: ['no base'],
    },
  ],
  [
    'a settings file that is missing',
    { arguments: ['run', '--config', 'other.yml'], code: 'config-not-found', told: ['other.yml'] },
  ],
  [
    'an unknown profile',
    {
      arguments: ['run', '--url', 'http://a', '--profile', 'relase'],
      code: 'profile-unknown',
      told: ['relase', '`release`'],
    },
  ],
  [
    'YAML that is none',
    {
      files: { 'sluice.yml': `${head}target:\n\turl: a\n` },
      arguments: ['run'],
      code: 'config-yaml',
      told: ['sluice.yml:4'],
    },
  ],
  [
    'an unknown key',
    {
      files: { 'sluice.yml': `${head}${url}\nworklod: {}\n` },
      arguments: ['run'],
      code: 'config-unknown-key',
      told: ['sluice.yml:4', 'worklod', '`workload`'],
    },
  ],
  [
    'an unknown scenario',
    {
      files: { 'sluice.yml': `${head}${url}\nprofiles:\n  pr:\n    scenarios: [mixed, rampp]\n` },
      arguments: ['run'],
      code: 'scenario-unknown',
      told: ['sluice.yml:6', 'rampp', '`ramp`'],
    },
  ],
  [
    'weights that sum to 0',
    {
      files: classOf('{ weight: 0, rows: [{ text: a }] }'),
      arguments: ['run'],
      code: 'weights-zero',
      told: ['sluice.yml:5', 'sum to 0'],
    },
  ],
  [
    'a negative weight',
    {
      files: classOf('{ weight: -2, rows: [{ text: a }] }'),
      arguments: ['run'],
      code: 'weights-zero',
      told: ['sluice.yml:6', '-2'],
    },
  ],
  [
    'a dataset that is missing',
    {
      files: classOf('{ dataset: no.jsonl }'),
      arguments: ['run'],
      code: 'dataset-missing',
      told: ['sluice.yml:6', 'no.jsonl'],
    },
  ],
  [
    'an empty dataset',
    {
      files: { ...classOf('{ dataset: a.jsonl }'), 'a.jsonl': '\n' },
      arguments: ['run'],
      code: 'dataset-empty',
      told: ['a.jsonl'],
    },
  ],
  [
    'a JSONL dataset that is malformed in line 3',
    {
      files: { ...classOf('{ dataset: a.jsonl }'), 'a.jsonl': `${jsonlines}{"text": \n` },
      arguments: ['run'],
      code: 'dataset-malformed',
      told: ['a.jsonl:3', '{"text":'],
    },
  ],
  [
    'a CSV dataset that is malformed in line 4',
    {
      files: { ...classOf('{ dataset: a.csv }'), 'a.csv': 'text,words\none,1\ntwo,1\nthree,1,1\n' },
      arguments: ['run'],
      code: 'dataset-malformed',
      told: ['a.csv:4'],
    },
  ],
  [
    'a Parquet dataset that is cut short',
    {
      files: { ...classOf('{ dataset: a.parquet }'), 'a.parquet': 'PAR1 and no more' },
      arguments: ['run'],
      code: 'dataset-malformed',
      told: ['a.parquet', 'Parquet'],
    },
  ],
  [
    'conversations of which none can be sent',
    {
      files: { ...classOf('{ dataset: a.json }'), 'a.json': '[{"conversations":[]}]' },
      arguments: ['run'],
      code: 'dataset-empty',
      told: ['a.json', 'sharegpt'],
    },
  ],
  [
    'a condition that no row fits',
    {
      files: { ...classOf("{ dataset: a.jsonl, where: { text: '>50' } }"), 'a.jsonl': jsonlines },
      arguments: ['run'],
      code: 'dataset-no-match',
      told: ['class a', "text: '>50'", 'from 3 to 3'],
    },
  ],
  [
    'a template with an unknown column',
    {
      files: {
        'sluice.yml': `${head}${url}\nprotocol: { http-json: { body: { input: '{{txt}}' } } }\nworkload: { classes: { a: { dataset: a.jsonl } } }\n`,
        'a.jsonl': jsonlines,
      },
      arguments: ['run'],
      code: 'template-invalid',
      told: ['"txt"', 'class "a"', 'text'],
    },
  ],
  [
    'an output folder that cannot be made',
    {
      files: { taken: 'a file' },
      arguments: ['run', '--url', 'http://a', '--out', 'taken'],
      code: 'output-unwritable',
      told: ['taken'],
    },
  ],
  [
    'a run file that cannot be written',
    {
      files: { taken: 'a file' },
      arguments: ['measure', '--url', 'http://a', '--out', 'taken/run.json'],
      code: 'output-unwritable',
      told: ['taken/run.json'],
    },
  ],
  ['an unknown command', { arguments: ['rnu'], code: 'input-invalid', told: ["'rnu'", 'Did you mean run?'] }],
  [
    'an unknown option',
    { arguments: ['run', '--imagee', 'a'], code: 'input-invalid', told: ["'--imagee'", '--image?'] },
  ],
  [
    'measure without a file to write',
    { arguments: ['measure', '--url', 'http://a'], code: 'input-invalid', told: ['--out'] },
  ],
  [
    'an unknown format',
    { arguments: ['report', '--run', 'a', '--format', 'pdf'], code: 'input-invalid', told: ['pdf', 'junit'] },
  ],
  [
    'compare without inputs',
    { arguments: ['compare'], code: 'input-invalid', told: ['--samples', '--candidate'] },
  ],
  [
    'compare without a candidate',
    { arguments: ['compare', '--base', 'a.json'], code: 'input-invalid', told: ['--candidate'] },
  ],
  [
    'compare with runs and samples',
    {
      arguments: ['compare', '--base', 'a', '--candidate', 'b', '--samples', 'c'],
      code: 'input-invalid',
      told: ['--samples', '--candidate'],
    },
  ],
  [
    'a run file that is missing',
    {
      arguments: ['compare', '--base', 'no.json', '--candidate', 'no.json'],
      code: 'run-unreadable',
      told: ['no.json', 'ENOENT'],
    },
  ],
  [
    'a run file that is cut short',
    {
      files: { 'run.json': '{\n  "schema": "sluice.run/1",\n  "suite": "a' },
      arguments: ['compare', '--base', 'run.json', '--candidate', 'run.json'],
      code: 'run-unreadable',
      told: ['run.json', 'JSON'],
    },
  ],
  [
    'a run file of a later version',
    {
      files: { 'run.json': '{ "schema": "sluice.run/9" }' },
      arguments: ['report', '--run', 'run.json'],
      code: 'run-unreadable',
      told: ['sluice.run/9'],
    },
  ],
  [
    'a file of samples that is missing',
    {
      arguments: ['compare', '--samples', 'no.ndjson'],
      code: 'run-unreadable',
      told: ['no.ndjson', 'ENOENT'],
    },
  ],
  [
    'a folder in place of samples',
    {
      files: { 'samples/a': '' },
      arguments: ['compare', '--samples', 'samples'],
      code: 'run-unreadable',
      told: ['samples', 'EISDIR'],
    },
  ],
  [
    'samples that are malformed in line 2',
    {
      files: {
        'a.ndjson':
          '{"block":{"arm":"base","pair":0,"startMs":0,"durationMs":1000}}\n{"arm":"base","status":"ok","scheduledAtMs":1,"latencyMs":-5}\n',
      },
      arguments: ['compare', '--samples', 'a.ndjson'],
      code: 'samples-malformed',
      told: ['a.ndjson:2', 'latencyMs', '-5'],
    },
  ],
  [
    'an empty file of samples',
    {
      files: { 'a.ndjson': '' },
      arguments: ['compare', '--samples', 'a.ndjson'],
      code: 'samples-malformed',
      told: ['a.ndjson', 'no block'],
    },
  ],
  [
    'a baseline that is cut short',
    {
      files: {
        'sluice.yml': `${head}${url}\n`,
        'baselines/a/b.json': '{\n  "schema": "sluice.baseline/1",\n  "runs": [\n',
      },
      arguments: ['run', '--mode', 'baseline'],
      code: 'baseline-unreadable',
      told: ['baselines/a/b.json'],
    },
  ],
  [
    'a baseline with the marks of a merge conflict',
    {
      files: {
        'sluice.yml': `${head}${url}\n`,
        'baselines/a/b.json':
          '{\n<<<<<<< HEAD\n  "schema": "sluice.baseline/1",\n=======\n  "schema": "x",\n>>>>>>> other\n}\n',
      },
      arguments: ['run', '--mode', 'baseline'],
      code: 'baseline-unreadable',
      told: ['baselines/a/b.json', 'conflict'],
    },
  ],
  [
    'a budget that is too short for the plan',
    {
      files: { 'sluice.yml': tinySettings() },
      arguments: ['measure', '--out', 'run.json', '--budget', '1s'],
      code: 'budget-too-short',
      told: ['6 blocks', 'Raise the budget'],
    },
  ],
  [
    'a budget that is too short for pairs',
    {
      files: { 'sluice.yml': tinySettings({ base: {} }) },
      arguments: ['run', '--budget', '4s'],
      code: 'budget-too-short',
      told: ['6 pairs', 'Raise the budget'],
    },
  ],
];

describe('before anything is started', () => {
  test.concurrent.each(beforeAnyStart)('%s is told and exits 2', (_, input) => expectRefusal(input));
});

const tiny = (candidate: Record<string, string>, settings = {}) => ({
  'sluice.yml': tinySettings({ candidate, settings }),
});
const processOf = (command: string[], more = {}) => ({
  target: { process: { command, ready: { timeout: '700ms', interval: '20ms' }, ...more } },
});

/** Of these something runs for a moment. */
const onceStarted: [title: string, input: BadInput][] = [
  [
    'a process that exits at once',
    {
      files: tiny({ EXIT: '1' }),
      arguments: ['run'],
      code: 'process-exited',
      told: ['exit code 3', '| loading the model', '| fatal: weights not found'],
    },
  ],
  [
    'a program that does not exist',
    {
      files: tiny({}, processOf(['no-such-program'])),
      arguments: ['run'],
      code: 'process-start-failed',
      told: ['`no-such-program`', 'PATH'],
    },
  ],
  [
    'a server that is never ready',
    {
      files: tiny({ READY: 'never' }),
      // Long enough for it to answer at all on a machine that is busy.
      arguments: ['run', '--set', 'target.process.ready.timeout=5s'],
      code: 'target-never-ready',
      told: ['/health', '503', '| loading the model'],
    },
  ],
  [
    'a process that never listens',
    {
      files: tiny({}, processOf([process.execPath, '-e', 'setInterval(() => {}, 1000)'])),
      arguments: ['run'],
      code: 'target-never-ready',
      told: ['/health', 'ECONNREFUSED'],
    },
  ],
  [
    'a url that nothing answers at',
    {
      files: tiny({}, { target: { url: { address: 'http://127.0.0.1:1', ready: { timeout: '500ms' } } } }),
      arguments: ['run'],
      code: 'target-unreachable',
      told: ['127.0.0.1:1'],
    },
  ],
  [
    'a Docker engine that does not answer',
    {
      arguments: ['run', '--image', 'app:1'],
      env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
      code: 'docker-unavailable',
      told: ['Docker'],
    },
  ],
];

describe('once something was started', () => {
  test.concurrent.each(onceStarted)('%s is told, exits 2 and is gone', (_, input) => expectRefusal(input));

  test('a port that is taken is told with its number, and its owner stays', async () => {
    const owner = createServer().listen(0, '127.0.0.1');
    await once(owner, 'listening');
    const { port } = owner.address() as AddressInfo;
    const settings = processOf([process.execPath, '-e', '0'], { port });
    await expectRefusal({
      files: tiny({}, settings),
      arguments: ['run'],
      code: 'port-in-use',
      told: [String(port)],
    });
    expect(owner.listening).toBe(true);
    owner.close();
  });

  test('a machine without docker is told what does without it', async () => {
    await expectRefusal({
      arguments: ['run', '--image', 'app:1'],
      env: { PATH: '/nonexistent' },
      code: 'docker-unavailable',
      told: ['`docker`', '`target.process`'],
    });
  });
});

describeWithDocker('with a Docker engine', () => {
  let image = '';
  beforeAll(async () => {
    image = await ensureBaseImage();
  });

  // Where a mount leads is what `docker ps` can filter by, and no other container has it.
  const mark = `/sluice-test-${process.pid}`;
  const container = (settings: object) => ({
    'sluice.yml': JSON.stringify({
      version: 1,
      suite: 'a',
      target: { container: { volumes: [`sluice.yml:${mark}:ro`], ready: { timeout: '20s' }, ...settings } },
    }),
  });

  function expectNoContainer(): void {
    const left = execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `volume=${mark}`], {
      encoding: 'utf8',
    });
    expect(left).toBe('');
  }

  test('an image that does not exist is told with its name', async () => {
    // Port 1 of this machine is nobody's registry: no answer ever comes from further away.
    const missing = '127.0.0.1:1/nobody/nothing:none';
    await expectRefusal({
      files: container({ image: missing }),
      arguments: ['run'],
      code: 'image-not-found',
      told: [missing],
    });
    expectNoContainer();
  });

  test('an image that does not exist and may not be pulled is told at once', async () => {
    await expectRefusal({
      files: container({ image: 'nothing:none', pull: 'never' }),
      arguments: ['run'],
      code: 'image-not-found',
      told: ['nothing:none', 'never'],
    });
  });

  test('a container that exits at once is told with its last log lines, and is gone', async () => {
    const script =
      "console.log('loading the model'); console.error('fatal: weights not found'); process.exit(3)";
    await expectRefusal({
      files: container({ image, command: ['node', '-e', script] }),
      arguments: ['run'],
      code: 'container-exited',
      told: ['exit code 3', '| loading the model', '| fatal: weights not found'],
    });
    expectNoContainer();
  });

  test('a container that never answers is told with its log, and is gone', async () => {
    const script =
      "console.log('still loading'); setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit())";
    await expectRefusal({
      files: container({ image, command: ['node', '-e', script], ready: { timeout: '2s' } }),
      arguments: ['run'],
      code: 'target-never-ready',
      told: ['/health', '| still loading'],
    });
    expectNoContainer();
  });
});

/** Code, facts and a remedy on stderr, nothing on stdout, exit code 2, and nothing left or damaged. */
async function expectRefusal({
  files = {},
  arguments: given,
  env = {},
  code,
  told,
}: BadInput): Promise<void> {
  const workspace = sluice.workspace(files);
  const result = await workspace.run(given, env);
  expectError(result, code, told);
  expect(result.stdout).toBe('');
  await workspace.expectClean();
}

function expectError({ exitCode, stderr }: CommandResult, code: ErrorCode, told: string[]): void {
  expect(stderr).toMatch(new RegExp(`^error ${code}: .*\\S`, 'm'));
  for (const fact of told) expect(stderr).toContain(fact);
  expect(stderr).toMatch(/^ {2}remedy: \S/m);
  expect(exitCode).toBe(2);
}
