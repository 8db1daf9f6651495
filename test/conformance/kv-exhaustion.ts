/**
 * The KV cache of a real server, exhausted: vLLM on a CPU with room for four contexts is measured by `sluice measure` with
 * the scenario `long-context`, and what is drawn from its own metrics is told. `node test/conformance/kv-exhaustion.ts [BLOCKS]`:
 * 157 blocks by default, where a fifth context waits; with 163 it is let in, and preempted when the answers grow. Files stay
 * in out/conformance/kv-exhaustion.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { decodeRun } from '../../src/interop/index.ts';
import { chooseFreePort } from '../../src/target/port.ts';
import { longContextTraits } from '../../src/verdict/index.ts';
import { workspace } from './load.ts';
import { vllm } from './servers/vllm.ts';

const inputTokens = 1000;
const outputTokens = 128;
const blockTokens = 32;
/** Prompts of 32 blocks, salt included, that grow to 36 with their answers: four of them leave no room for a fifth. */
const [blocks = '157'] = process.argv.slice(2);

const conformance = join(workspace, 'out', 'conformance');
const serverFolder = join(conformance, 'vllm');
const folder = join(conformance, 'kv-exhaustion');
for (const each of [serverFolder, folder]) mkdirSync(each, { recursive: true });
await vllm.install(serverFolder);
const port = await chooseFreePort();
const { command, env } = vllm.start(serverFolder, { http: port, second: port, third: port });

/** The tokenizer of the tiny model makes a token of each character. */
const textOf = (row: number): string =>
  Array.from({ length: inputTokens }, (_, i) =>
    String.fromCharCode(97 + ((row * 31 + i * i + i * row) % 26)),
  ).join('');

const settings = {
  version: 1,
  suite: 'kv-exhaustion',
  target: {
    process: {
      command: [
        ...command,
        ...['--max-num-seqs', '16', '--block-size', String(blockTokens)],
        ...['--num-gpu-blocks-override', blocks],
      ],
      env,
      port,
      ready: { path: '/health', timeout: '10m' },
      metrics: { path: '/metrics' },
    },
  },
  protocol: {
    'openai-completions': {
      model: 'tiny',
      prompt: '{{salt}} {{text}}',
      'max-tokens': outputTokens,
      'min-tokens': outputTokens,
      'ignore-eos': true,
    },
  },
  workload: {
    classes: {
      short: { weight: 1, rows: ['a', 'b', 'c'].map((text) => ({ text })) },
      long: { weight: 1, rows: Array.from({ length: 64 }, (_, row) => ({ text: textOf(row) })) },
    },
  },
  // A server that is slow on two cores: only the scenario matters here.
  load: { 'expected-rate': 2, 'mixed-rate': 1 },
  scenarios: { 'long-context': { 'most-concurrency': 16, step: '6s' } },
  profiles: { pr: { budget: '15m', scenarios: ['long-context', 'mixed'] } },
  pairing: { block: '1s', 'lead-in': '0s' },
};
writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(settings, null, 2));
await execa(process.execPath, [join(workspace, 'src/cli.ts'), 'measure', '--out', 'run.json'], {
  cwd: folder,
  stdio: ['ignore', 'inherit', 'inherit'],
});

const run = decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
const traits = longContextTraits(run);
console.log(`${blocks} blocks of ${blockTokens} tokens; metrics of ${run.telemetry?.preset ?? 'nobody'}`);
console.table(
  traits?.steps.map((step) => ({
    users: step.concurrency,
    'requests/s': rounded(step.completedPerSecond),
    'tokens/s': rounded(step.outputTokensPerSecond),
    'p95 ms': rounded(step.p95Ms),
    'TTFT p95 ms': rounded(step.ttftP95Ms),
    'KV cache': rounded(step.kvCache),
    waiting: step.waiting,
    preemptions: step.preemptions,
    valid: step.valid,
  })),
);
const { exhaustedAt = null, saturatedAt = null } = traits ?? {};
console.log(`saturated at ${saturatedAt ?? 'no'} users; exhausted: ${JSON.stringify(exhaustedAt)}`);
process.exitCode = exhaustedAt?.by === 'kv-cache' || exhaustedAt?.by === 'preemptions' ? 0 : 1;

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3));
}
