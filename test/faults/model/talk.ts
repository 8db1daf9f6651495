/** A server whose answers are good, and that says too much, or nonsense, besides. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../fault.ts';
import { assertVerdict, describe } from '../observed.ts';
import { sloSettings } from '../settings.ts';

const side = 'model';
const mostMemoryMb = 400;

const pages: [name: string, metrics: string, injected: string, note: RegExp | undefined][] = [
  ['`/metrics` is huge', 'huge', '64 MB in every answer', /longer than 4 MiB/],
  ['`/metrics` is slow', 'slow', 'a line every 0.2 s without end', /no whole answer came in 1 s/],
  [
    '`/metrics` is malformed',
    'malformed',
    'binary noise, endless braces, NaN, 1e999 and negative counters',
    undefined,
  ],
  ['`/metrics` goes away', 'gone', 'good until request 20, then 404', undefined],
  ['`/metrics` is reset', 'reset', 'RST in place of every answer', /metrics at \/metrics are not read/],
  [
    '`/metrics` from another time',
    'skewed',
    'samples of the years 0 and 2100 in turn, counters that run backwards, `Date` of 1970',
    undefined,
  ],
];

export const faults: Fault[] = [
  ...pages.map(([name, metrics, injected, note]): Fault => ({
    name,
    side,
    injected,
    expected: 'pass: what a server says of itself costs no verdict; a note in the log where it is not read',
    run: async (bench) => {
      await bench.setScene(sloSettings({ METRICS: metrics }));
      const endMemory = bench.watchMemory();
      const observed = await bench.main();
      const peakMb = endMemory();
      assertVerdict(observed, 'pass');
      if (note) assert.match(observed.log, note);
      assert.ok(peakMb > 0 && peakMb < mostMemoryMb, `the gate took ${peakMb} MB`);
      return describe(observed);
    },
  })),
  {
    name: 'hundreds of megabytes of logs',
    side,
    injected: '40 MB on standard output in each of 10 requests, 400 MB in all',
    expected: `pass; the log file stays below 6 MB, the gate below ${mostMemoryMb} MB of memory`,
    run: async (bench) => {
      const settings = sloSettings({ FAULT: 'log', EVERY: 12 });
      await bench.setScene(settings);
      const endMemory = bench.watchMemory();
      const observed = await bench.main();
      const peakMb = endMemory();
      assertVerdict(observed, 'pass', 'fail');
      const logs = join(bench.output, 'logs');
      const bytes = readdirSync(logs).reduce((sum, name) => sum + statSync(join(logs, name)).size, 0);
      assert.ok(bytes > 4e6 && bytes < 6e6, `the log has ${bytes} bytes`);
      assert.ok(peakMb > 0 && peakMb < mostMemoryMb, `the gate took ${peakMb} MB`);
      return `${describe(observed)}; log ${(bytes / 1e6).toFixed(1)} MB, gate at most ${Math.round(peakMb)} MB`;
    },
  },
];
