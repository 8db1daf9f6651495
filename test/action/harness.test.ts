import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startArtifactStore, type ArtifactStore } from '../support/artifact-store.ts';
import { parseRunnerFile } from '../support/runner-file.ts';
import { runAction, type ActionRun } from '../support/runner.ts';

const script = join(import.meta.dirname, '../support/action-probe.ts');
let workspace: string;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

const probe = (task: string, change: Partial<ActionRun> = {}) =>
  runAction({ event: 'push', payload: {}, inputs: { task }, workspace, script, ...change });

describe('a step started as the runner starts it', () => {
  test('outputs, state, summary and annotations arrive as they were told', async () => {
    const outcome = await probe('tell');
    expect(outcome.exitCode).toBe(0);
    expect(outcome.outputs).toEqual({
      verdict: 'fail',
      sentence: 'two\nlines, "a=b" and <<EOF',
      'p95-change': '14.2',
    });
    expect(outcome.state).toEqual({ 'session-id': 'session-1', 'state-file': '/somewhere/started.json' });
    expect(outcome.summary).toBe('# Slower\n');
    expect(outcome.log).toContain(
      '::error title=p95%2C long%3A 100%25,file=sluice.yml,line=3::slower%0Aby 14 %25',
    );
  });

  test('of each level ten annotations are written, the last of which counts the rest', async () => {
    const { log } = await probe('tell');
    const warnings = log.split('\n').filter((line) => line.startsWith('::warning'));
    expect(warnings).toHaveLength(10);
    expect(warnings.at(-1)).toBe('::warning::3 more like this are in the report.');
  });

  test('the post step gets the state that the main step saved', async () => {
    const { state } = await probe('tell');
    expect((await probe('cleanUp', { state })).log).toBe(
      '{"sessionId":"session-1","stateFile":"/somewhere/started.json"}\n',
    );
    expect((await probe('cleanUp')).log).toBe('"nothing"\n');
  });

  test('a malformed event file ends the step with its own error', async () => {
    const outcome = await probe('context', { payload: '{"pull_request": ' });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.log).toContain("code: 'input-invalid'");
  });

  test.each([
    ['SIGTERM', { exitCode: 7, endedBy: null }],
    ['SIGKILL', { exitCode: null, endedBy: 'SIGKILL' }],
  ] as const)('%s reaches the step', async (signal, expected) => {
    const cancel = new AbortController();
    const onLog = (text: string) => text.includes('lingering') && cancel.abort(signal);
    expect(await probe('linger', { signal: cancel.signal, onLog })).toMatchObject(expected);
  });

  test('a runner file with a value that never ends is an error', () => {
    expect(() => parseRunnerFile('a<<END\nvalue\n')).toThrow('no end');
    expect(() => parseRunnerFile('nonsense\n')).toThrow('neither');
    expect(parseRunnerFile('a=1=2\nb<<X\n\nX\n')).toEqual({ a: '1=2', b: '' });
  });
});

describe('the artifact', () => {
  let store: ArtifactStore;

  beforeAll(async () => {
    store = await startArtifactStore();
    await mkdir(join(workspace, 'deep'));
    await writeFile(join(workspace, 'result.json'), '{}');
    await writeFile(join(workspace, 'deep/run.json'), 'x'.repeat(100_000));
  });
  afterAll(() => store.close());
  afterEach(() => store.fail(500, 0));

  const upload = async (env: Record<string, string | undefined> = {}) => {
    const { log } = await probe('upload', { env: { ...store.env, ...env } });
    const line = log.split('\n').find((text) => text.startsWith('UPLOADED ')) ?? '';
    return JSON.parse(line.slice('UPLOADED '.length)) as Record<string, unknown>;
  };

  test('it is uploaded for real, and its address is told', async () => {
    expect(await upload()).toEqual({
      id: 1,
      url: 'https://github.com/octo-org/model/actions/runs/4711/artifacts/1',
    });
    const zip = await store.download('report');
    expect(store.artifacts).toEqual([{ id: 1, name: 'report', size: zip.length, finalized: true }]);
    expect(zip.subarray(0, 2).toString()).toBe('PK');
    expect(zip.includes('deep/run.json') && zip.includes('result.json')).toBe(true);
  });

  test('a second one of the same name is a notice that names the remedy', async () => {
    expect(await upload()).toEqual({ notice: expect.stringContaining('`artifact-name`') });
  });

  test('a re-run replaces that of its earlier attempt', async () => {
    expect(await upload({ GITHUB_RUN_ATTEMPT: '2' })).toMatchObject({ id: expect.any(Number) });
    expect(store.artifacts).toMatchObject([{ name: 'report', finalized: true }]);
  });

  test('a refusal, a runner without the service and GitHub Enterprise Server are notices', async () => {
    store.fail(403, 1);
    expect(await upload()).toEqual({ notice: expect.stringContaining('403') });
    const without = { ACTIONS_RUNTIME_TOKEN: undefined };
    expect(await upload(without)).toEqual({
      notice: expect.stringContaining('no access to the artifact service'),
    });
    const enterprise = { GITHUB_SERVER_URL: 'https://github.example.org' };
    expect(await upload(enterprise)).toEqual({ notice: expect.stringContaining('GitHub Enterprise Server') });
  });
});
