import { describe, expect, it } from 'vitest';
import { readSamples } from '../../src/interop/index.ts';
import { quantise } from '../../src/model/distribution.ts';
import { SluiceError } from '../../src/model/error.ts';
import { quantileOf } from '../../src/stats/distribution.ts';
import { judgeBaseline, judgePaired, runStatistics } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';
import { makeGate } from '../verdict/runs.ts';

interface Options {
  pairs?: number;
  requests?: number;
  slower?: number;
}

/** The lines of a paired file: classes short and long, candidate slower by a factor. */
function pairedLines({ pairs = 8, requests = 100, slower = 1 }: Options = {}): string[] {
  const lines: object[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const arms = pair % 2 === 0 ? ['base', 'candidate'] : ['candidate', 'base'];
    arms.forEach((arm, position) => {
      const random = seeded(pair + 1);
      const tags = { arm, pair, start: Math.floor(pair / 6) };
      lines.push({ block: { ...tags, startMs: (2 * pair + position) * 6000, durationMs: 5000 } });
      for (let i = 0; i < requests; i++) {
        const latencyMs = (20 + 30 * random()) * (arm === 'candidate' ? slower : 1);
        const at = { class: i % 4 === 0 ? 'long' : 'short', scheduledAtMs: i * 40 };
        lines.push({ ...tags, ...at, status: 'ok', latencyMs });
      }
    });
  }
  return lines.map((line) => JSON.stringify(line));
}

function historyLines(runs: number): string[] {
  const lines: object[] = [];
  for (let run = 0; run <= runs; run++) {
    const tags = { arm: run < runs ? 'base' : 'candidate', run: `run-${run}`, environment: 'same' };
    const random = seeded(run + 1);
    for (let blockIndex = 0; blockIndex < 8; blockIndex++) {
      const place = { ...tags, blockIndex, start: 0 };
      lines.push({ block: { ...place, startMs: blockIndex * 6000, durationMs: 5000 } });
      for (let i = 0; i < 100; i++)
        lines.push({
          ...place,
          class: 'only',
          scheduledAtMs: i * 40,
          status: 'ok',
          latencyMs: 20 + 30 * random(),
        });
    }
  }
  return lines.map((line) => JSON.stringify(line));
}

const head = (more: object = {}) =>
  JSON.stringify({ block: { arm: 'base', pair: 0, start: 0, startMs: 0, durationMs: 5000, ...more } });
const request = (more: object = {}) =>
  JSON.stringify({
    arm: 'base',
    pair: 0,
    class: 'short',
    scheduledAtMs: 1,
    status: 'ok',
    latencyMs: 5,
    ...more,
  });

describe('a file of samples', () => {
  it('becomes two runs that the gate can judge', async () => {
    const samples = await readSamples(pairedLines({ pairs: 12, slower: 1.3 }), 'file.ndjson');
    if (samples.mode !== 'paired') return expect.unreachable();
    const { base, candidate } = samples;
    expect(base.blocks).toHaveLength(12);
    expect(base.classes).toEqual([
      { name: 'long', share: 0.25 },
      { name: 'short', share: 0.75 },
    ]);
    const verdict = judgePaired(base, candidate, { gate: makeGate(), random: () => seeded(1) });
    expect(verdict.verdict).toBe('fail');
    expect([...base.warnings, ...candidate.warnings]).toEqual([]);
  });

  it('becomes a history and a run to screen', async () => {
    const samples = await readSamples(historyLines(3), 'file.ndjson');
    if (samples.mode !== 'baseline') return expect.unreachable();
    expect(samples.history).toHaveLength(3);
    const history = samples.history.map(runStatistics);
    expect(judgeBaseline(history, samples.candidate, { gate: makeGate() }).verdict).toBe('pass');
  });

  it('keeps every time to three digits', async () => {
    const lines = [head(), request({ latencyMs: 12.3456 }), head({ arm: 'candidate', startMs: 6000 })];
    lines.push(request({ arm: 'candidate', latencyMs: 7 }));
    const samples = await readSamples(lines, 'file.ndjson');
    if (samples.mode !== 'paired') return expect.unreachable();
    const { latency } = samples.base.blocks[0]!.classes.short!.timings;
    expect(quantileOf(latency!, 0.5)).toBe(quantise(12.3456));
  });

  it('does not care for the order of blocks, which their times tell', async () => {
    const blocks = pairedLines({ pairs: 3, requests: 5 })
      .join('\n')
      .split(/\n(?=\{"block")/);
    const sorted = await readSamples(blocks.join('\n').split('\n'), 'file.ndjson');
    const turned = await readSamples(blocks.reverse().join('\n').split('\n'), 'file.ndjson');
    const places = (samples: typeof sorted) =>
      samples.mode === 'paired' ? samples.base.blocks.map(({ index, order }) => [index, order]) : [];
    expect(places(turned)).toEqual(places(sorted));
  });

  it('counts failures by kind, with or without a time', async () => {
    const lines = pairedLines({ pairs: 1, requests: 4 });
    lines[1] = request({ class: 'long', scheduledAtMs: 0, status: 'timeout', latencyMs: undefined });
    lines[2] = request({ scheduledAtMs: 40, status: 'reset', latencyMs: 3 });
    const samples = await readSamples(lines, 'file.ndjson');
    if (samples.mode !== 'paired') return expect.unreachable();
    const { classes } = samples.base.blocks[0]!;
    expect(classes.long).toMatchObject({ attempted: 1, completed: 0, errors: { timeout: 1 } });
    expect(classes.short).toMatchObject({ attempted: 3, completed: 2, errors: { reset: 1 } });
  });

  it('warns of unequal schedules, of blocks without a partner and of overlapping load', async () => {
    const lines = pairedLines({ pairs: 3, requests: 20 });
    lines[3] = lines[3]!.replace('"scheduledAtMs":80', '"scheduledAtMs":81');
    lines.splice(5 * 21, 21);
    lines[21] = lines[21]!.replace('"startMs":6000', '"startMs":2000');
    const samples = await readSamples(lines, 'file.ndjson');
    expect(samples.candidate.warnings).toEqual([
      '1 blocks have no partner in the other arm and were left out',
      'in 1 of 2 pairs the arms had different schedules, which makes the result less sharp',
      '1 blocks began before the one before them was over, so that both arms were under load',
    ]);
  });

  it('is read line by line, however long it is', async () => {
    let produced = 0;
    async function* endless(): AsyncGenerator<string> {
      for (const arm of ['base', 'candidate']) {
        yield head({ arm, startMs: arm === 'base' ? 0 : 6000 });
        for (let i = 0; i < 200_000; i++, produced++) yield request({ arm, latencyMs: 1 + (i % 1000) });
      }
    }
    const samples = await readSamples(endless(), 'file.ndjson');
    expect(produced).toBe(400_000);
    expect(samples.candidate.blocks[0]!.classes.short!.attempted).toBe(200_000);
  });

  const faults: [string, string[], RegExp][] = [
    ['is empty', [], /holds no block/],
    ['holds only empty lines', ['', '  '], /holds no block/],
    ['has a line that is not JSON', [head(), '{'], /^file\.ndjson:2: .*not JSON/],
    ['has a NaN', [head(), request().replace('5}', 'NaN}')], /:2: .*not JSON/],
    ['has an infinite latency', [head(), request().replace('5}', '1e999}')], /:2: latencyMs .* Infinity/],
    ['has a negative latency', [head(), request({ latencyMs: -1 })], /:2: latencyMs .* -1/],
    ['has a latency of zero', [head(), request({ latencyMs: 0 })], /:2: latencyMs .* 0/],
    ['has a latency as text', [head(), request({ latencyMs: '5' })], /:2: latencyMs .* "5"/],
    ['has no latency', [head(), request({ latencyMs: undefined })], /:2: latencyMs .* missing/],
    ['has a TTFT after the end', [head(), request({ ttftMs: 6 })], /:2: ttftMs 6 is above latencyMs 5/],
    [
      'has an unknown status',
      [head(), request({ status: '500' })],
      /:2: status "500" is none of ok, connect/,
    ],
    ['has an unknown arm', [head({ arm: 'third' })], /:1: arm must be base or candidate/],
    ['has a class called all', [head(), request({ class: 'all' })], /:2: no class may be called "all"/],
    ['has a request before any block', [request()], /:1: a request comes before any block/],
    [
      'has a request of another block',
      [head(), request({ pair: 1 })],
      /:2: a request of base 1 stands among/,
    ],
    [
      'has a request after its block',
      [head(), request({ scheduledAtMs: 5001 })],
      /:2: scheduledAtMs 5001 is beyond/,
    ],
    ['gives a block twice', [head(), head()], /:2: pair 0 of the base was already given in line 1/],
    ['mixes pairs and runs', [head(), head({ pair: undefined, run: 'a', blockIndex: 0 })], /:2: .*mixes/],
    ['has a block of no length', [head({ durationMs: 0 })], /:1: durationMs/],
    ['has one arm only', [head(), request()], /no block of the candidate/],
    [
      'has a class in one arm only',
      [
        head(),
        request(),
        request({ class: 'long' }),
        head({ arm: 'candidate' }),
        request({ arm: 'candidate' }),
      ],
      /the class "long" has requests in the base alone/,
    ],
    [
      'gives the arms unequal load',
      [head(), request(), request(), head({ arm: 'candidate' }), request({ arm: 'candidate' })],
      /asked 2 requests and the candidate 1/,
    ],
    [
      'has no candidate in its history',
      historyLines(0).map((line) => line.replace('candidate', 'base')),
      /no run of the candidate/,
    ],
  ];

  it.each(faults)('that %s is refused with its line', async (_, lines, message) => {
    const thrown = await readSamples(lines, 'file.ndjson').catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SluiceError);
    expect((thrown as SluiceError).code).toBe('samples-malformed');
    expect((thrown as SluiceError).message).toMatch(message);
  });
});
