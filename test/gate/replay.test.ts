import { expect, test } from 'vitest';
import { appendRun, startBaseline } from '../../src/baseline/index.ts';
import { cannotBeHad, planReplay, whyNotHad, withScreen } from '../../src/gate/replay.ts';
import { SluiceError, type ErrorCode } from '../../src/model/error.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ContainerPlan, ProcessPlan, TargetPlan } from '../../src/model/target.ts';
import type { ColdStart, Run } from '../../src/model/run.ts';
import type { GateVerdict, Verdict } from '../../src/model/verdict.ts';
import { runOf } from '../baseline/baselines.ts';

const common = { ready: { path: '/', timeoutMs: 1, intervalMs: 1 } };
const container: ContainerPlan = {
  ...common,
  kind: 'container',
  image: 'tickets:candidate',
  port: 8080,
  env: {},
  isolation: 'auto',
  volumes: [],
  pull: 'never',
  extraArguments: [],
  command: [],
};
const url: TargetPlan = { ...common, kind: 'url', url: 'https://example.org' };
const local: TargetPlan = { ...common, kind: 'process', command: ['serve'], env: {}, directory: '.' };
const planOf = (candidate: TargetPlan, mode: Plan['mode'] = 'auto') => ({ mode, candidate }) as Plan;

const named = (day: number, digest?: string) =>
  runOf(day, { target: { kind: 'container', name: 'tickets:main', ...(digest ? { digest } : {}) } });
const files = [appendRun(appendRun(startBaseline(named(0, 'sha256:old')), named(1, 'sha256:new')), named(2))];

const measuredAt = (day: number, commit?: string) => {
  const { commit: _, ...provenance } = runOf(day, { target: { kind: 'process', name: 'serve' } }).provenance;
  return { ...runOf(day), provenance: { ...provenance, ...(commit ? { commit } : {}) } };
};
const [old, recent] = ['a'.repeat(40), 'b'.repeat(40)];
const commits = [
  appendRun(appendRun(startBaseline(measuredAt(0, old)), measuredAt(1, recent)), measuredAt(2)),
];

test('the image of the newest recorded run that names one is replayed, pulled where it is missing', () => {
  expect(planReplay(planOf(container), files)).toEqual({
    kind: 'image',
    base: { ...container, image: 'sha256:new', pull: 'missing' },
  });
});

test('a process is replayed at the commit of the newest recorded run of a process that names one', () => {
  const replayed = { kind: 'commit', base: local, commit: recent };
  expect(planReplay(planOf(local), [...files, ...commits])).toEqual(replayed);
});

test('a container that is built is replayed by commit, whatever image it once had', () => {
  const build = { context: '.', dockerfile: 'Dockerfile', args: {} };
  const recorded = [startBaseline(named(0, 'sha256:old'))];
  const base = { ...container, build };
  expect(planReplay(planOf(base), recorded)).toEqual({ kind: 'commit', base, commit: 'c'.repeat(40) });
});

test.each([
  ['a process whose recorded runs name no commit', local, [startBaseline(measuredAt(0))], 'names the commit'],
  ['a process of a fixed port', { ...local, port: 8080 }, commits, 'target.process.port'],
  ['a process that was a container', local, files, 'names the commit'],
  ['a url', url, files, 'cannot be started here'],
  ['a container whose recorded runs name no image', container, [startBaseline(named(0))], 'names the image'],
] as const)('%s is refused, and it is said why', (_, candidate, recorded, why) => {
  expect(planReplay(planOf(candidate as TargetPlan), recorded)).toEqual({
    kind: 'refused',
    why: expect.stringContaining(why),
  });
});

test('nobody expects a replay in the mode of baselines, nor without a recorded run', () => {
  expect(planReplay(planOf(local, 'baseline'), files)).toBeUndefined();
  expect(planReplay(planOf(local), [])).toBeUndefined();
});

const fault = (code: ErrorCode) => new SluiceError(code, { fact: 'It went wrong.', remedy: 'Mend it.' });
const never = { coldStarts: [] as ColdStart[] } as Run;
const once = { coldStarts: [{ start: 0, readyMs: 1 }] } as Run;
test.each([
  ['a commit that cannot be checked out', 'base-unavailable', undefined, true],
  ['a base that exits before it is ready', 'process-exited', never, true],
  ['a base that exits under load', 'process-exited', once, false],
  ['a budget that is too short for pairs', 'budget-too-short', once, true],
  ['a fault of our own', 'internal', undefined, false],
] as const)('%s leaves the verdict of the screen standing, or does not', (_, code, base, stands) => {
  expect(cannotBeHad(fault(code), base)).toBe(stands);
});

test('a process that does not come up in a fresh checkout brings the preparation to mind', () => {
  const replayed = { kind: 'commit', base: local as ProcessPlan, commit: recent } as const;
  expect(whyNotHad(fault('process-exited'), replayed)).toContain('wrong; nothing is installed in a fresh');
  const prepared = { ...replayed, base: { ...replayed.base, prepare: ['npm', 'ci'] as [string, string] } };
  expect(whyNotHad(fault('process-exited'), prepared)).toBe('It went wrong.');
});

test('what only the committed numbers fail is passed with a warning that says what else it may be', () => {
  const judged = (verdict: GateVerdict) =>
    ({ verdict, sentence: 'p50 is slower.', warnings: [] }) as unknown as Verdict;
  expect(withScreen(judged('pass'), judged('fail')).warnings).toEqual([
    expect.stringMatching(/would fail \(p50 is slower\).*both arms ran with those of today\.$/),
  ]);
  expect(withScreen(judged('fail'), judged('fail')).warnings).toEqual([]);
  expect(withScreen(judged('pass'), judged('inconclusive')).warnings).toEqual([]);
});
