import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  appendRun,
  formatBaseline,
  listSuites,
  parseBaselines,
  readBaselines,
  readBaselinesAt,
  removeBaseline,
  startBaseline,
  writeBaseline,
} from '../../src/baseline/index.ts';
import { environment, runOf } from './baselines.ts';

let folder: string;
const name = `${environment.fingerprint}.json`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baselines-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(fileName: string, text: string): Promise<string> {
  const path = join(folder, 'tickets', fileName);
  await mkdir(join(folder, 'tickets'), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe('in the working tree', () => {
  test('what was written is read again, and nothing else lies beside it', async () => {
    const first = startBaseline(runOf(0));
    expect(await writeBaseline(folder, first)).toBe(join(folder, 'tickets', name));
    await writeBaseline(folder, appendRun(first, runOf(1)));
    const files = await readBaselines(folder, 'tickets');
    expect(files.map((file) => file.runs.map((run) => run.sequence))).toEqual([[0, 1]]);
    expect(await readdir(join(folder, 'tickets'))).toEqual([name]);
  });

  test('a missing folder is no baseline', async () => {
    expect(await readBaselines(join(folder, 'nowhere'), 'tickets')).toEqual([]);
    await put('README.md', 'notes');
    expect(await readBaselines(folder, 'tickets')).toEqual([]);
  });

  test('an unreadable file is an error that names it, and is not written over', async () => {
    const path = await put(name, '{"schema": "sluice.base');
    await expect(readBaselines(folder, 'tickets')).rejects.toMatchObject({
      code: 'baseline-unreadable',
      fact: expect.stringContaining(path),
    });
    await expect(writeBaseline(folder, startBaseline(runOf(0)))).rejects.toMatchObject({
      code: 'baseline-unreadable',
    });
    expect(await readFile(path, 'utf8')).toBe('{"schema": "sluice.base');
  });

  test('a file of another suite or environment than its place says is an error', async () => {
    await put('other.json', formatBaseline(startBaseline(runOf(0))));
    await expect(readBaselines(folder, 'tickets')).rejects.toMatchObject({
      fact: expect.stringContaining('its name does not say'),
    });
    await rm(join(folder, 'tickets', 'other.json'));
    await put(name, formatBaseline(startBaseline({ ...runOf(0), suite: 'others' })));
    await expect(readBaselines(folder, 'tickets')).rejects.toMatchObject({
      fact: expect.stringContaining('in the folder of tickets'),
    });
  });

  test('a link, a folder in the place of a file and a file in the place of a folder are errors', async () => {
    await mkdir(join(folder, 'tickets'));
    await symlink('/etc/hostname', join(folder, 'tickets', name));
    await expect(readBaselines(folder, 'tickets')).rejects.toMatchObject({
      fact: expect.stringContaining('is not a plain file'),
    });
    await rm(join(folder, 'tickets', name));
    await mkdir(join(folder, 'tickets', name));
    await expect(readBaselines(folder, 'tickets')).rejects.toMatchObject({ code: 'baseline-unreadable' });
    await writeFile(join(folder, 'flat'), '');
    await expect(readBaselines(folder, 'flat')).rejects.toMatchObject({
      fact: expect.stringContaining('not a folder'),
    });
  });

  test('a folder that is a link is an error, wherever it leads', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await symlink('elsewhere', join(folder, 'tickets'));
    await expect(readBaselines(folder, 'tickets')).rejects.toMatchObject({
      code: 'baseline-unreadable',
      fact: expect.stringContaining('is a symbolic link'),
    });
  });

  test.each(['../tickets', 'a/b', '', '.', '-x', 'a\0b'])(
    'the suite %j cannot lead out of the folder',
    async (suite) => {
      await expect(readBaselines(folder, suite)).rejects.toMatchObject({ code: 'path-outside-workspace' });
    },
  );

  test('the suites of a folder are those with baselines, sorted', async () => {
    expect(await listSuites(join(folder, 'nowhere'))).toEqual([]);
    await put(name, '');
    for (const other of ['routing', 'empty', '.git']) await mkdir(join(folder, other));
    await writeFile(join(folder, 'routing', name), '');
    await writeFile(join(folder, '.git', name), '');
    await writeFile(join(folder, 'TREND.md'), '');
    expect(await listSuites(folder)).toEqual(['routing', 'tickets']);
    await expect(listSuites(join(folder, 'TREND.md'))).rejects.toMatchObject({ code: 'baseline-unreadable' });
  });

  test('a baseline is removed, and one that cannot be read is not', async () => {
    const file = startBaseline(runOf(0));
    await writeBaseline(folder, file);
    await removeBaseline(folder, file);
    expect(await readdir(join(folder, 'tickets'))).toEqual([]);
    await put(name, 'notes');
    await expect(removeBaseline(folder, file)).rejects.toMatchObject({ code: 'baseline-unreadable' });
    expect(await readdir(join(folder, 'tickets'))).toEqual([name]);
  });

  test('a folder that cannot be made is told, with the path', async () => {
    // A file stands where the folder should: refused for every user, the superuser included.
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    await expect(writeBaseline(blocked, startBaseline(runOf(0)))).rejects.toMatchObject({
      code: 'output-unwritable',
      fact: expect.stringContaining(blocked),
    });
  });
});

describe('at a commit, by git', () => {
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  const commitAll = async (message: string) => {
    await git('add', '-A');
    await git('commit', '-qm', message, '--allow-empty');
    return (await git('rev-parse', 'HEAD')).stdout;
  };
  const readAt = (commit: string, workspace = folder) =>
    readBaselinesAt({ workspace, commit, directory: 'baselines', suite: 'tickets' });

  beforeEach(async () => {
    await git('init', '-q');
  });

  async function commitBaseline(text: string): Promise<string> {
    await mkdir(join(folder, 'baselines/tickets'), { recursive: true });
    await writeFile(join(folder, 'baselines/tickets', name), text);
    return commitAll('baseline');
  }

  test('the base commit counts, whatever the working tree says', async () => {
    const text = formatBaseline(startBaseline(runOf(0)));
    const base = await commitBaseline(text);
    await commitBaseline('{"moved": "the bar"}');
    const found = await readAt(base);
    expect(found).toEqual([{ name: `baselines/tickets/${name}`, text }]);
    expect(parseBaselines(found ?? [], 'tickets')).toHaveLength(1);
    expect(await readAt(base, join(folder, 'baselines'))).toEqual(found);
  });

  test('a commit without baselines has none; a commit that is not there is not known', async () => {
    const empty = await commitAll('nothing yet');
    expect(await readAt(empty)).toEqual([]);
    expect(await readAt('f'.repeat(40))).toBeUndefined();
  });

  test('a shallow clone does not know the base, and no clone knows nothing', async () => {
    const base = await commitBaseline(formatBaseline(startBaseline(runOf(0))));
    await commitAll('next');
    const clone = join(folder, 'clone');
    await git('clone', '-q', '--depth', '1', `file://${folder}`, clone);
    expect(await readAt(base, clone)).toBeUndefined();
    const elsewhere = await mkdtemp(join(tmpdir(), 'no-clone-'));
    expect(await readAt(base, elsewhere)).toBeUndefined();
    await rm(elsewhere, { recursive: true });
  });

  test('a link in the place of a baseline is an error', async () => {
    await mkdir(join(folder, 'baselines/tickets'), { recursive: true });
    await symlink('/etc/hostname', join(folder, 'baselines/tickets', name));
    const commit = await commitAll('link');
    await expect(readAt(commit)).rejects.toMatchObject({ code: 'baseline-unreadable' });
  });

  test.each([
    ['a file', 'baselines/tickets', () => writeFile(join(folder, 'baselines/tickets'), '{}')],
    ['a link', 'baselines/tickets', () => symlink('other', join(folder, 'baselines/tickets'))],
    ['a file further up', 'baselines', () => writeFile(join(folder, 'baselines'), '{}')],
  ])('%s in the place of the folder is an error and never "no baseline"', async (_, path, put) => {
    if (path !== 'baselines') await mkdir(join(folder, 'baselines'));
    await put();
    await expect(readAt(await commitAll('odd'))).rejects.toMatchObject({
      code: 'baseline-unreadable',
      fact: expect.stringContaining(`${path} is not a folder`),
    });
  });

  test.each(['HEAD', '--output=x', 'main'])('%s is no commit', async (commit) => {
    await expect(readAt(commit)).rejects.toMatchObject({ code: 'input-invalid' });
  });
});
