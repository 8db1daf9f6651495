import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import type { Overrides } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const startAt = '2026-05-04T12:00:00Z';
const url = 'target: { url: "http://a.example" }';

const planOf = (text: string, overrides: Partial<Overrides> = { shard: '3/8', startAt }) =>
  loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `version: 1\nsuite: a\n${text}\n` }), ...overrides });

test('a shard and its start are taken as they are given, with the pause and the clock of the settings', () => {
  expect(planOf(url).shard).toEqual({
    index: 3,
    of: 8,
    startAtEpochMs: Date.UTC(2026, 4, 4, 12),
    pauseMs: 2_000,
  });
  const settings = `${url}\nshards: { clock: "https://time.example/now", pause: 5s }`;
  expect(planOf(settings).shard).toMatchObject({ clock: 'https://time.example/now', pauseMs: 5_000 });
  const other = planOf(url, { shard: '1/1', startAt: '2026-05-04T14:00:00.250+02:00' });
  expect(other.shard?.startAtEpochMs).toBe(Date.UTC(2026, 4, 4, 12) + 250);
  expect(planOf(url, {}).shard).toBeUndefined();
});

test.each([
  ['0/8', startAt, /3\/8/],
  ['9/8', startAt, /3\/8/],
  ['3', startAt, /3\/8/],
  ['3 of 8', startAt, /3\/8/],
  ['1/257', startAt, /at most 256/],
  ['3/8', '12:00', /with its zone/],
  ['3/8', '2026-05-04T12:00:00', /with its zone/],
  ['3/8', '2026-13-04T12:00:00Z', /with its zone/],
  ['3/8', undefined, /Give both/],
  [undefined, startAt, /Give both/],
])('shard %s with start-at %s is refused', (shard, at, remedy) => {
  const given = { ...(shard === undefined ? {} : { shard }), ...(at === undefined ? {} : { startAt: at }) };
  const error = errorOf(() => planOf(url, given));
  expect(error.code).toBe('input-invalid');
  expect(error.remedy).toMatch(remedy);
});

test.each([
  ['a container', 'target: { container: { image: a } }', /container of this machine/],
  ['a process', 'target: { process: { command: [a], port: 1 } }', /process of this machine/],
  ['a socket', 'target: { url: { socket: model.sock } }', /unix socket/],
  ['another engine', `${url}\nload: { engine: k6 }`, /k6/],
])('%s cannot be measured in shards', (_, text, fact) => {
  const error = errorOf(() => planOf(text));
  expect(error.message).toMatch(fact);
});

test('no job is a shard and merges them', () => {
  const error = errorOf(() => planOf(url, { shard: '1/2', startAt, mergeShards: 'shards' }));
  expect(error).toMatchObject({ code: 'input-invalid', location: 'input merge-shards' });
});

test.each(['clock: ntp.example', 'pause: 2', 'clocks: x'])('shards: { %s } is refused', (text) => {
  expect(errorOf(() => planOf(`${url}\nshards: { ${text} }`)).code).toMatch(/^config-/);
});
