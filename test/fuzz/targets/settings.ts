import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadGate, loadPlan, peekSuite } from '../../../src/config/index.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite, same, unlessRefused } from '../properties.ts';
import { scratchFile } from '../scratch-folder.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const examples = ['examples/ticket-routing/sluice.yml', 'examples/llm/sluice.yml'];

const broad = `
version: 1
suite: all
target: { container: { image: 'a:b', port: 80, env: { A: 1.10 }, memory: 2g, cpus: 1.5, volumes: ['m:/m:ro'], ready: { path: /up, timeout: 1m } } }
base: { process: { command: [node, s.js], port: 81, prepare: [npm, ci] } }
protocol: { openai-chat: { model: m, max-tokens: '{{output_tokens}}', headers: { x: 1 } } }
workload:
  seed: 7
  classes:
    a: { weight: 60, rows: [{ text: x, words: 3 }], where: { words: '<15' } }
    b: { weight: 40%, synthetic: { input-tokens: 100-200, output-tokens: { p50: 30, p95: 200 } } }
  edge-cases: { builtin: [empty, unicode], expect: { empty: 4xx } }
load: { expected-rate: 40, arrivals: { gamma: { burstiness: 0.5 } }, timeouts: { total: 4s } }
profiles: { quick: { budget: 90s, scenarios: [mixed, single, ramp, spike, soak, long-context, batching] } }
scenarios: { ramp: { from: 50%, to: 150%, steps: 3, step: 4s }, soak: { duration: 1h, level: 70% } }
pairing: { block: 4s, lead-in: 500ms, maximum-pairs: 20 }
slo: { error-rate: 0.1%, latency: { p99: 500ms }, preset: real-time }
gate: { false-alarm: 2%, tolerance: { p50: 6%, error-rate: 0.3 points }, detect: { p50: 9% }, metrics: [p50] }
baselines: { directory: perf, record: never }
cost: { per-hour: 2.50 }
`;

/** The text of sluice.yml: a plan, or what is wrong with it and where. */
export const settings: FuzzTarget = {
  name: 'settings',
  covers: ['src/config'],
  seeds: () => [...examples.map((path) => readFileSync(join(root, path), 'utf8')), broad],
  words: [
    ...[
      '&a ',
      '*a',
      '<<: *a',
      '!!binary ',
      '? ',
      '- ',
      '|\n',
      '>-\n',
      '{',
      '[',
      '}',
      ']',
      '#',
      '\t',
      '%YAML',
    ],
    ...[
      'target',
      'url:',
      'image',
      '500ms',
      '0.1%',
      '24h',
      '<15',
      '100-200',
      '{{text}}',
      '{port}',
      'version: 1',
    ],
    ...['closed:', 'replay:', 'sessions:', 'oip-v2:', 'http-json:', 'script:', 'multipart:', 'faults:'],
  ],
  check(bytes) {
    const { folder: workspace, name: config } = scratchFile('sluice.yml', bytes);
    const plan = unlessRefused(() => loadPlan({ workspace, config }));
    const judging = unlessRefused(() => loadGate({ workspace, config }));
    peekSuite({ workspace, config });
    if (!plan) return;
    finite(plan);
    finite(judging);
    same(
      unlessRefused(() => loadPlan({ workspace, config })),
      plan,
      'the plan of the same file again',
    );
  },
};
