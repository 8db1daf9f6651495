import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  appendRun,
  formatBaseline,
  readBaselines,
  startBaseline,
  writeBaseline,
} from '../../src/baseline/index.ts';
import { pruneRuleOf } from '../../src/gate/baseline-commands.ts';
import { addBaseline, pruneBaselines, summariseBaselines } from '../../src/gate/baseline.ts';
import { environment, runOf } from '../baseline/baselines.ts';
import { makeRun } from '../verdict/runs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-baselines-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Eight days in January 2026, of which the 2nd is a release, and one run of another environment. */
beforeEach(async () => {
  let file = startBaseline(runOf(0));
  for (let day = 1; day < 8; day += 1)
    file = appendRun(file, { ...runOf(day), ...(day === 1 ? { release: 'v1.2' } : {}) });
  await writeBaseline(folder, file);
  await writeBaseline(
    folder,
    startBaseline(runOf(0, { environment: { ...environment, fingerprint: 'other' } })),
  );
});
const sequences = async () =>
  (await readBaselines(folder, 'tickets')).map(({ runs }) => runs.map(({ sequence }) => sequence));
const prune = (rule: Parameters<typeof pruneBaselines>[1], dry = false) =>
  pruneBaselines(folder, rule, { dry });

describe('pruning the baselines of a folder', () => {
  test('tells what went, a line a file; a dry run only tells', async () => {
    const rule = { kind: 'keep', runs: 3 } as const;
    expect(await prune(rule, true)).toEqual([
      expect.stringMatching(
        /tickets\/3f9a2c417be0\.json: 4 of 8 runs would be removed, measured 2026-01-01 to 2026-01-05\.$/,
      ),
    ]);
    expect((await sequences())[0]).toHaveLength(8);
    expect(await prune(rule)).toEqual([expect.stringContaining('4 of 8 runs removed, measured')]);
    expect(await sequences()).toEqual([[1, 5, 6, 7], [0]]);
    expect(await prune(rule)).toEqual(['No run is to be removed.']);
  });

  test('removes a file that holds no run any more', async () => {
    const told = await prune({ kind: 'before', epochMs: Date.UTC(2026, 1, 1) });
    expect(told[1]).toMatch(
      /other\.json: 1 of 1 run removed, measured on 2026-01-01, and the file with them\.$/,
    );
    expect(await sequences()).toEqual([[1]]);
  });

  test('takes a whole environment away, its release too, and no other', async () => {
    await prune({ kind: 'environment', fingerprint: environment.fingerprint });
    expect(readdirSync(join(folder, 'tickets'))).toEqual(['other.json']);
    await expect(prune({ kind: 'environment', fingerprint: 'nowhere' })).rejects.toMatchObject({
      code: 'baseline-missing',
      fact: expect.stringContaining('environment nowhere'),
    });
  });

  test('changes nothing where one file of all suites is unreadable', async () => {
    mkdirSync(join(folder, 'zeta'));
    writeFileSync(join(folder, 'zeta/broken.json'), '{"schema":');
    await expect(prune({ kind: 'keep', runs: 1 })).rejects.toMatchObject({ code: 'baseline-unreadable' });
    expect((await sequences())[0]).toHaveLength(8);
    expect(readFileSync(join(folder, 'zeta/broken.json'), 'utf8')).toBe('{"schema":');
  });
});

describe('the rule of pruning', () => {
  test.each([
    [{ keep: '50' }, { kind: 'keep', runs: 50 }],
    [{ before: '2026-01-31' }, { kind: 'before', epochMs: Date.UTC(2026, 0, 31) }],
    [{ before: '2026-01-31T12:00:00Z' }, { kind: 'before', epochMs: Date.UTC(2026, 0, 31, 12) }],
    [{ environment: 'abc' }, { kind: 'environment', fingerprint: 'abc' }],
  ])('%j', (flags, rule) => expect(pruneRuleOf(flags)).toEqual(rule));

  test.each([
    [{}, 'and was given none'],
    [{ keep: '3', before: '2026-01-01' }, 'and was given 2'],
    [{ keep: '0' }, '--keep "0" is no number of runs'],
    [{ keep: '1.5' }, '--keep "1.5" is no number of runs'],
    [{ before: '2026-02-30' }, '--before "2026-02-30" is no date'],
    [{ before: 'yesterday' }, '--before "yesterday" is no date'],
  ])('is never %j', (flags, fact) => {
    expect(() => pruneRuleOf(flags)).toThrow(
      expect.objectContaining({ code: 'input-invalid', fact: expect.stringContaining(fact) }),
    );
  });
});

describe('what is recorded', () => {
  test('is told by environment, with the changes to the run before and to the release', async () => {
    const [summary, other] = await summariseBaselines(folder);
    expect(summary).toMatchObject({ suite: 'tickets', recorded: 8, release: 'v1.2' });
    expect(summary?.runs.map(({ release }) => release ?? '')).toEqual(['', 'v1.2', '', '', '', '', '', '']);
    const p50 = summary?.metrics.find(({ id }) => id === 'latency.p50');
    // Of 12.3456789 + day / 1000.
    expect(p50?.values[7]).toBeCloseTo(12.3527, 4);
    expect(p50?.sincePrevious).toBeCloseTo(12.3526789 / 12.3516789 - 1, 4);
    expect(p50?.sinceRelease).toBeCloseTo(12.3526789 / 12.3466789 - 1, 4);
    expect(other).toMatchObject({
      recorded: 1,
      metrics: [{ sincePrevious: null, sinceRelease: null }, {}, {}],
    });
    expect(other).not.toHaveProperty('release');
  });

  test('leaves out runs of another plan than the newest, and counts them', async () => {
    const [file] = await readBaselines(folder, 'tickets');
    await writeBaseline(folder, appendRun(file!, runOf(8, { planHash: 'f'.repeat(64) })));
    const [summary] = await summariseBaselines(folder, 'tickets');
    expect(summary).toMatchObject({ recorded: 9, runs: [{}] });
    expect(summary?.metrics[0]).toMatchObject({ sincePrevious: null, sinceRelease: null });
  });

  test('nothing is an error, of a suite, of a folder and of files without a run', async () => {
    const missing = { code: 'baseline-missing', remedy: expect.stringContaining('sluice baseline add') };
    await expect(summariseBaselines(folder, 'routing')).rejects.toMatchObject(missing);
    await expect(summariseBaselines(join(folder, 'nowhere'))).rejects.toMatchObject(missing);
    const empty = { ...startBaseline({ ...runOf(0), suite: 'empty' }), runs: [] };
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'empty', `${environment.fingerprint}.json`), formatBaseline(empty));
    await expect(summariseBaselines(folder, 'empty')).rejects.toMatchObject(missing);
  });
});

describe('adding a run by hand', () => {
  test('may set the release that later runs are held against', async () => {
    await addBaseline(makeRun('candidate'), folder, 'v2');
    const [file] = await readBaselines(folder, 'made-up');
    expect(file?.runs).toMatchObject([{ release: 'v2' }]);
  });

  test.each(['v 1', '', '\u001b[2J', 'v'.repeat(201)])('as the release %j is refused', async (release) => {
    await expect(addBaseline(makeRun('candidate'), folder, release)).rejects.toMatchObject({
      code: 'input-invalid',
      fact: expect.stringContaining('cannot be a release'),
    });
    expect(await readBaselines(folder, 'made-up')).toEqual([]);
  });
});
