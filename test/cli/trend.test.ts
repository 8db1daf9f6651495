import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { RunStatistics } from '../../src/model/baseline.ts';
import { Workspace } from '../support/command-line.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { recordRuns, recordedRuns } from '../support/recorded-runs.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

function emptyWorkspace(): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-trend-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return new Workspace(folder, program, {});
}

const slowerFrom = (changed: number) => (run: number) => (run < changed ? 1 : 1.2);

const acceptedAt = (index: number) => (run: number, statistics: RunStatistics) =>
  run === index
    ? {
        ...statistics,
        accepted: {
          pullRequest: 41,
          by: 'ada',
          why: 'the larger model answers better',
          acceptedAt: '2026-01-02T03:04:05Z',
        },
      }
    : statistics;

/** Every file below a folder with its text. */
function textsBelow(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

test('the trend names the change, its commit and who accepted it, and draws it in light and dark', async () => {
  const workspace = emptyWorkspace();
  const baselines = workspace.path('baselines');
  const runs = recordedRuns({ count: 20, factor: slowerFrom(12), change: acceptedAt(12) });
  await recordRuns(baselines, runs);
  const { exitCode, stdout, stderr } = await workspace.run(['trend', '--repository', 'owner/name']);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain('10 pictures');

  const files = textsBelow(baselines);
  const commit = runs[12]?.provenance.commit ?? '';
  const markdown = files['TREND.md'] ?? '';
  expect(markdown).toContain(`](https://github.com/owner/name/commit/${commit}): p50 latency +`);
  expect(markdown).toContain('[pull request 41](https://github.com/owner/name/pull/41), accepted by `ada`');
  const sources = [...markdown.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(sources).toHaveLength(10);
  for (const source of sources) expect(files[source], source).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(sources.map((source) => files[source]).join('')).not.toMatch(/var\(|NaN|<a |<style/);

  const page = files['trend/index.html'] ?? '';
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|\son\w+=|\sstyle=/);
  expect(
    page.match(new RegExp(`<a href="https://github.com/owner/name/commit/${commit}" tabindex`, 'g')),
  ).toHaveLength(5);
  expect(page).toContain('accepted by ada in pull request 41: the larger model answers better');
  expect(page).toContain('sha256:dddddddddddd');
});

test('the same runs give the same bytes, elsewhere with --out, and pictures that are no longer drawn go', async () => {
  const workspace = emptyWorkspace();
  await recordRuns(workspace.path('baselines'), recordedRuns({ count: 20, factor: slowerFrom(12) }));
  expect((await workspace.run(['trend', '--out', 'pages'])).exitCode).toBe(0);
  const first = textsBelow(workspace.path('pages'));
  writeFileSync(workspace.path('pages/trend/tickets/gone.light.svg'), '<svg/>');
  expect((await workspace.run(['trend', '--out', 'pages'])).exitCode).toBe(0);
  expect(textsBelow(workspace.path('pages'))).toEqual(first);
  expect(Object.keys(textsBelow(workspace.path('baselines')))).toEqual(['tickets/3f9a2c417be0.json']);
});

test('commits are linked to the remote origin, without the token in its address', async () => {
  const workspace = emptyWorkspace();
  await recordRuns(workspace.path('baselines'), recordedRuns({ count: 20, factor: slowerFrom(12) }));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace.path('.') });
  git('init', '--quiet');
  git('remote', 'add', 'origin', 'https://x-access-token:ghs_secret@ghes.example.com/owner/name.git');
  expect((await workspace.run(['trend'])).exitCode).toBe(0);
  const all = Object.values(textsBelow(workspace.path('baselines'))).join('');
  expect(all).toContain('](https://ghes.example.com/owner/name/commit/');
  expect(all).not.toContain('ghs_secret');
});

test('environments and suites are apart, and one run alone is no trend yet', async () => {
  const workspace = emptyWorkspace();
  const baselines = workspace.path('baselines');
  await recordRuns(baselines, recordedRuns({ count: 3 }));
  await recordRuns(
    baselines,
    recordedRuns({ count: 5, environment: { fingerprint: 'aa11', cpuModel: 'Xeon' } }),
  );
  await recordRuns(baselines, recordedRuns({ suite: 'chat', count: 1 }));
  const { exitCode, stdout } = await workspace.run(['trend']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Commits are not linked');
  const { 'TREND.md': markdown = '', 'trend/index.html': page = '', ...rest } = textsBelow(baselines);
  for (const text of [markdown, page]) expect(text).toContain('One run so far, so there is no trend yet.');
  // The environment that was measured last is open, the other folded.
  expect(markdown).toMatch(/## chat\n[^]*## tickets\n\n### Xeon, 4 cores\n[^]*<summary>AMD EPYC/);
  expect(Object.keys(rest).filter((path) => path.startsWith('trend/chat'))).toEqual([]);
  expect(page.match(/<section id=/g)).toHaveLength(3);
});

test('hostile texts stay texts in every file', async () => {
  const workspace = emptyWorkspace();
  const baselines = workspace.path('baselines');
  const text = (index: number) =>
    hostileTexts[index % hostileTexts.length]?.text.toWellFormed().slice(0, 200) ?? '';
  const runs = recordedRuns({
    count: 20,
    factor: slowerFrom(12),
    environment: { cpuModel: '</summary><script>alert(1)</script> | **x**', gpus: [text(5), text(9)] },
    change: (index, run) => ({
      ...run,
      // The format allows no blanks and no control characters here.
      release: text(index).replace(/[\s\p{Cc}]/gu, ''),
      accepted: {
        pullRequest: 41,
        by: text(index + 1),
        why: text(index + 2),
        acceptedAt: '2026-01-02T03:04:05Z',
      },
      provenance: {
        ...run.provenance,
        commit: text(index + 3),
        target: { kind: 'container', name: text(index + 20), digest: text(index + 4) },
      },
    }),
  });
  await recordRuns(baselines, runs);
  const { exitCode, stderr } = await workspace.run(['trend', '--repository', 'owner/name']);
  expect(exitCode, stderr).toBe(0);
  for (const [path, content] of Object.entries(textsBelow(baselines))) {
    if (path.endsWith('.json')) continue;
    // In markdown, a code span holds nothing but text.
    const seen = path === 'TREND.md' ? content.replace(/`[^`\n]*`/g, '') : content;
    expect(seen, path).not.toMatch(/<script|<img src=x|<svg onload|<\/summary><script|\u202E/i);
    if (path === 'TREND.md') {
      expect(seen).not.toMatch(/[^\\]\*\*x\*\*|\]\(https:\/\/evil|@octocat/);
      continue;
    }
    // Every angle bracket belongs to a tag, and no tag has a handler.
    const rest = content
      .replace(/<style>[^]*?<\/style>/, '')
      .replace(/<(\/?)([!\w]+)((?:[^<>"]|"[^"]*")*)>/g, (tag) => {
        expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(?:on\w+|style)=/);
        return '';
      });
    expect(rest, path).not.toMatch(/[<>]/);
  }
});

test.each([
  ['no folder', () => undefined, 'baseline-missing'],
  [
    'a file that is cut off',
    async (folder: string) => {
      const path = await recordRuns(folder, recordedRuns({ count: 3 }));
      await recordRuns(folder, recordedRuns({ suite: 'chat', count: 3 }));
      writeFileSync(path, readFileSync(path, 'utf8').slice(0, 900));
    },
    '3f9a2c417be0.json',
  ],
])('%s is an error that names it, and nothing is written', async (_, prepare, named) => {
  const workspace = emptyWorkspace();
  await prepare(workspace.path('baselines'));
  const { exitCode, stderr } = await workspace.run(['trend', '--out', 'pages']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(named);
  expect(workspace.path('pages')).toSatisfy(
    (path: string) => !readdirSync(join(path, '..')).includes('pages'),
  );
});

test('a repository that is none is refused', async () => {
  const workspace = emptyWorkspace();
  const { exitCode, stderr } = await workspace.run(['trend', '--repository', 'javascript:alert(1)']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--repository');
});
