import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyAction } from '../support/runner.ts';
import { processSettings, reasonsOf, setScene, type GateScene } from './gate-scene.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const delayMs = 30;

let copied: Awaited<ReturnType<typeof copyAction>>;
let scene: GateScene;

beforeAll(async () => {
  copied = await copyAction(repository);
});
afterAll(() => copied.remove());

describe('the committed baselines', () => {
  const file = (name: string) => join('baselines/tiny', name);
  let honest: { name: string; text: string };

  /** A history of three runs at the usual delay, as `sluice baseline add` writes it. */
  beforeAll(async () => {
    scene = await setScene(copied, processSettings(delayMs));
    const cli = (...args: string[]) =>
      run(process.execPath, [join(copied.action, 'dist/cli/index.js'), ...args], { cwd: scene.workspace });
    await cli('measure', '--quiet', '--out', 'run.json');
    for (let i = 0; i < 3; i += 1) await cli('baseline', 'add', 'run.json');
    const [name = ''] = await readdir(join(scene.workspace, 'baselines/tiny'));
    honest = { name, text: await readFile(join(scene.workspace, file(name)), 'utf8') };
    await scene.close();
  });

  // Seven times the usual delay: the screen against earlier runs sees a collapse and nothing finer.
  beforeEach(async () => {
    scene = await setScene(copied, processSettings(7 * delayMs));
  });
  afterEach(async () => {
    expect(scene.api.violations).toEqual([]);
    await scene.close();
  });

  /** The same file with all latencies a hundred times as long: against it any candidate looks fast. */
  function tampered(): string {
    const document = JSON.parse(honest.text) as { runs: { metrics: Record<string, unknown>[] }[] };
    for (const metrics of document.runs.flatMap((entry) => entry.metrics)) {
      for (const [id, row] of Object.entries(metrics)) {
        if (!id.startsWith('latency.')) continue;
        const [logMean, value, ...counts] = row as number[];
        metrics[id] = [logMean! + Math.log(100), value! * 100, ...counts];
      }
    }
    return JSON.stringify(document);
  }

  const write = async (text: string) => {
    await mkdir(join(scene.workspace, 'baselines/tiny'), { recursive: true });
    await writeFile(join(scene.workspace, file(honest.name)), text);
  };

  test("a pull request's own file is not what it is judged by: git has the base's", async () => {
    const git = async (...args: string[]) => (await run('git', args, { cwd: scene.workspace })).stdout.trim();
    const commit = async () => {
      await git('add', '--all');
      await git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message=a');
      return git('rev-parse', 'HEAD');
    };
    await git('init', '--quiet');
    await write(honest.text);
    scene.baseSha = await commit();
    await write(tampered());
    await commit();
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(await reasonsOf(outcome)).toContain('regressed');
    expect(scene.comments[0]).toContain(
      'This change edits the baselines of the suite (3 runs that its base has not)',
    );
    expect(scene.api.calls.map(({ operation }) => operation)).not.toContain('repos/get-content');
  });

  test('in a clone without the base commit they come through the API', async () => {
    await write(tampered());
    scene.baseSha = scene.api.repository.addCommit(new Map([[file(honest.name), honest.text]]), 'base');
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(await reasonsOf(outcome)).toContain('regressed');
  });

  test('an unreadable one on the base is an error that names it, not a first run', async () => {
    scene.baseSha = scene.api.repository.addCommit(new Map([[file(honest.name), '{"schema":']]), 'base');
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 2, outputs: { verdict: 'invalid' } });
    expect(scene.comments[0]).toContain('baseline-unreadable');
    // A joiner of no width keeps GitHub from taking parts of the name for a commit.
    expect(scene.comments[0]?.replaceAll('\u2060', '')).toContain(honest.name);
  });
});
