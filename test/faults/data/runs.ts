import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { importFile } from '../../../src/gate/import-file.ts';
import { decodeRun, encodeRun, readSamples } from '../../../src/interop/index.ts';
import type { SloLimit } from '../../../src/model/plan.ts';
import { renderComment } from '../../../src/report/index.ts';
import { judgeLimits } from '../../../src/verdict/index.ts';
import { reportInputOf, subjectOfRun } from '../../../src/gate/outputs.ts';
import { failingSettings } from '../platform/gate-scenes.ts';
import { makeRun } from '../../verdict/runs.ts';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { cuts, mutants, readEach, tell } from './readings.ts';
import { refuseEach, tellRefused, type Damaged } from './refused.ts';

const code = 'run-unreadable';
const name = 'run.json';
const text = encodeRun(makeRun('candidate', { blocks: 6, jitter: 0.2 }));
const bytes = Buffer.from(text);

const damaged = (what: string, put: string | Buffer | ((path: string) => void), told: RegExp): Damaged => ({
  name: what,
  put: (folder) => {
    writeFileSync(join(folder, 'whole.json'), text);
    const path = join(folder, name);
    if (typeof put === 'function') put(path);
    else writeFileSync(path, put);
  },
  arguments: ['report', '--run', name, '--base', 'whole.json'],
  code,
  told,
});

async function refuse(bench: FaultBench, inputs: readonly Damaged[]): Promise<string> {
  await bench.setScene(failingSettings());
  return tellRefused(await refuseEach(bench, inputs));
}

const truncated: Fault = {
  name: 'run file cut at every byte',
  side: 'data',
  injected: `a run file, cut after each of its ${bytes.length} bytes; one of them through \`report\` and \`compare\``,
  expected: `\`${code}\`, exit 2, with the name of the file`,
  async run(bench) {
    const readings = await readEach(cuts(bytes), (cut) => decodeRun(cut.toString('utf8'), name), [code]);
    assert.equal(readings.read, 1);
    const half = damaged('half', bytes.subarray(0, bytes.length >> 1), /run\.json cannot be read as a run/);
    const compared = {
      ...half,
      name: 'compared',
      arguments: ['compare', '--base', name, '--candidate', 'whole.json'],
    };
    return `${tell(readings)}. ${await refuse(bench, [half, compared])}`;
  },
};

const changed: Fault = {
  name: 'run file with changed bytes',
  side: 'data',
  mostSeconds: 300,
  injected: '10,000 copies of a run file with one to three bytes replaced, removed or put in',
  expected: `\`${code}\`, or a run that is written again as it is read, judged and drawn`,
  async run() {
    let judged = 0;
    const read = (mutant: Buffer) => {
      const run = decodeRun(mutant.toString('utf8'), name);
      const again = encodeRun(run);
      assert.equal(encodeRun(decodeRun(again, name)), again);
      judged += 1;
      if (judged % 20 > 0) return;
      const slo: SloLimit[] = [{ metric: 'latency.p50', limit: 1 }];
      const verdict = judgeLimits(run, slo);
      const input = reportInputOf(subjectOfRun(run, ''), { verdict, candidate: run, tookMs: 0 }, { slo });
      assert.ok(renderComment(input).length > 0);
    };
    return tell(await readEach(mutants(bytes, 10_000), read, [code]));
  },
};

type Run = {
  classes: { name: string; share: number }[];
  blocks: { classes: Record<string, Record<string, unknown>> }[];
};
type Class = { attempted: number; completed: number; errors: Record<string, number> };

/** The run with one thing changed. */
function lie(
  change: (run: Run & Record<string, unknown>, part: Class & Record<string, unknown>) => void,
): string {
  const run = JSON.parse(text) as Run & Record<string, unknown>;
  change(run, run.blocks[2]!.classes['short'] as Class & Record<string, unknown>);
  return JSON.stringify(run);
}

const lies: Fault = {
  name: 'run file that lies',
  side: 'data',
  injected:
    'more requests completed, failed or good than attempted; sums that do not match; more times than requests; negative, huge and half counts; single requests of another length or of no class; a damaged histogram; a class called `__proto__`; an unknown scenario; the schemas 2 and none',
  expected: `\`${code}\`, exit 2, with the field`,
  run: (bench) =>
    refuse(bench, [
      damaged(
        'completed',
        lie((_, part) => (part.completed = part.attempted + 1)),
        /blocks\.2\.classes\.short/,
      ),
      damaged(
        'failed',
        lie((_, part) => (part.errors = { timeout: 3 })),
        /blocks\.2\.classes\.short\.attempted/,
      ),
      damaged(
        'attempted',
        lie((_, part) => (part.attempted += 5)),
        /short\.attempted/,
      ),
      damaged(
        'good',
        lie((_, part) => (part['good'] = part.completed + 1)),
        /short\.good/,
      ),
      damaged(
        'times',
        lie((_, part) => {
          part.completed -= 9;
          part.attempted -= 9;
        }),
        /short\.timings\.latency/,
      ),
      damaged(
        'negative',
        lie((_, part) => (part.attempted = -1)),
        /short\.attempted/,
      ),
      damaged('huge', text.replace(/"attempted":\d+/, '"attempted":1e999'), /attempted/),
      damaged(
        'half',
        lie((_, part) => (part.completed = 0.5)),
        /short\.completed/,
      ),
      damaged(
        'histogram',
        lie((_, part) => (part['timings'] = { latency: 'HISTFAAAAA' })),
        /timings\.latency/,
      ),
      damaged('columns', text.replace(/"classIndex":"[^"]{8}/, '"classIndex":"'), /blocks\.0\.requests/),
      damaged(
        'no class',
        lie((run) => run.classes.pop()),
        /requests\.classIndex/,
      ),
      damaged('proto', text.replaceAll('"short"', '"__proto__"'), /classes\.0\.name/),
      damaged('scenario', text.replace('"mixed"', '"mixd"'), /blocks\.0\.scenario/),
      damaged('newer', text.replace('sluice.run/1', 'sluice.run/2'), /it has the schema sluice\.run\/2/),
      damaged('no schema', '{}', /expected "sluice\.run\/1", found none/),
    ]),
};

const shapes: Fault = {
  name: 'something else in the place of a run file',
  side: 'data',
  injected:
    'nothing, an empty file, a folder, a link to nowhere, a byte order mark, UTF-16, 300 MB, 900,000 brackets, JSON of another kind, Markdown',
  expected: `\`${code}\`, exit 2, in bounded time and 1 GB of memory`,
  run: (bench) =>
    refuse(bench, [
      damaged('missing', () => undefined, /ENOENT/),
      damaged('empty', '', /run\.json/),
      damaged('folder', (path) => mkdirSync(path), /EISDIR/),
      damaged('link', (path) => symlinkSync('/nowhere/run.json', path), /ENOENT/),
      damaged('byte order mark', `\uFEFF${text}`, /run\.json/),
      damaged('utf-16', Buffer.from(text, 'utf16le'), /run\.json/),
      damaged(
        'large',
        (path) => {
          writeFileSync(path, text);
          truncateSync(path, 300_000_000);
        },
        /run\.json/,
      ),
      damaged('brackets', '['.repeat(900_000), /run\.json/),
      damaged('list', '[1,2,3]', /found none/),
      damaged('markdown', '# A run\n::error::not this\n', /run\.json/),
    ]),
};

/** Samples as `compare --samples` reads them: blocks of pairs with a few requests each. */
function samples(): string {
  const lines: object[] = [];
  for (let pair = 0; pair < 4; pair += 1)
    for (const arm of ['base', 'candidate']) {
      const startMs = 10_000 * (2 * pair + (arm === 'base' ? 0 : 1));
      lines.push({ block: { arm, pair, startMs, durationMs: 5000 } });
      for (let i = 0; i < 6; i += 1)
        lines.push({ arm, pair, class: 'a', scheduledAtMs: 700 * i, latencyMs: 20 + i, status: 'ok' });
    }
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

const cutSamples: Fault = {
  name: 'samples cut at every byte',
  side: 'data',
  injected: 'a file of raw samples, cut after each of its bytes, and 5,000 copies with changed bytes',
  expected: '`samples-malformed` with the line, or the samples as far as they go',
  async run() {
    const whole = Buffer.from(samples());
    await readSamples(whole.toString('utf8').split('\n'), 'samples.ndjson');
    const read = (some: Buffer) => readSamples(some.toString('utf8').split('\n'), 'samples.ndjson');
    const codes = ['samples-malformed', 'nothing-measured'] as const;
    const [cut, mutated] = [
      await readEach(cuts(whole), read, codes),
      await readEach(mutants(whole, 5000), read, codes),
    ];
    return `cut: ${tell(cut)}. Changed: ${tell(mutated)}`;
  },
};

const results = join(import.meta.dirname, '../../fixtures/interop');

const imports: Fault = {
  name: "other tools' results cut and changed",
  side: 'data',
  injected: 'the result files of 13 load generators, each cut at 40 places and 40 copies with changed bytes',
  expected:
    '`import-unknown-format`, `import-malformed`, `import-refused` or a run that can be written and read',
  async run(bench) {
    const path = join(bench.makeFolder('imports'), 'result');
    const files = readdirSync(results, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
      .map((entry) => join(entry.parentPath, entry.name));
    const inputs = files.flatMap((file) => {
      const whole = readFileSync(file);
      return [...cuts(whole, 40), ...mutants(whole, 40)];
    });
    const options = { suite: 'a', environment: 'b', blockMs: 1000, skipMs: 0, oneClass: false };
    const read = async (input: Buffer) => {
      writeFileSync(path, input);
      const run = await importFile(path, 'auto', options);
      decodeRun(encodeRun(run), name);
    };
    const codes = [
      'import-unknown-format',
      'import-malformed',
      'import-refused',
      'nothing-measured',
    ] as const;
    const readings = await readEach(inputs, read, codes);
    rmSync(path);
    return `${files.length} files: ${tell(readings)}`;
  },
};

export const runs: Fault[] = [truncated, changed, lies, shapes, cutSamples, imports];
