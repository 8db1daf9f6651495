import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { K6Plan } from '../../model/engine.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { BlockSamples, GeneratorHealth, Samples } from '../../model/sample.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import { resolveEndpoint } from '../endpoint.ts';
import type { Engine, EngineOptions, RunOptions } from '../engine.ts';
import { engineFault } from '../engine-fault.ts';
import { checkEndpoint, checkOptions } from '../external/unsupported.ts';
import { measureSending } from '../health.ts';
import { createProgressReader } from '../live-counters.ts';
import { oneBlockAtATime } from '../one-block.ts';
import { throwIfCancelled } from '../throw-if-cancelled.ts';
import { raiseBarrier } from './barrier.ts';
import type { BlockRecorder } from './block-recorder.ts';
import { cpuHealth } from './cpu-meter.ts';
import { PreparedTest } from './prepared-test.ts';
import { httpVersionEnvironment, requireK6 } from './program.ts';
import { runProcesses } from './run-processes.ts';
import { createScriptEngine } from './script-engine.ts';
import { isOpen } from './staged-block.ts';
import { keepStarted } from '../external/started-rows.ts';
import { testFiles } from './test-files.ts';
import { requireWholeResults } from './whole-results.ts';

/**
 * Grafana k6 as the engine: each block is one run of k6, in one process or in several with an execution segment each, of the
 * very requests and times that the built-in engine would send. Throws `engine-unsupported` for a plan that k6 cannot send,
 * `engine-missing` where there is no k6; its `run` throws `engine-script-failed` besides, for a k6 that fails or hangs.
 */
export async function createK6Engine(options: EngineOptions, plan: K6Plan): Promise<Engine> {
  checkOptions(options, 'k6');
  const version = await requireK6(plan.command);
  if (plan.script) return createScriptEngine(options, plan, plan.script, version);
  const test = await PreparedTest.of(options);
  const { timeouts } = options.load;
  const folder = mkdtempSync(join(tmpdir(), 'sluice-k6-'));
  let blocks = 0;

  async function send(block: BlockPlan, endpoint: Endpoint, run: RunOptions): Promise<BlockSamples> {
    const { signal, onProgress, onStart, startAtEpochMs = 0 } = run;
    checkEndpoint(endpoint, 'k6');
    const resolved = await resolveEndpoint(endpoint, timeouts.connectMs);
    const taken = test.take(block);
    const { columns, arrivals, staged } = taken;
    if (columns.count === 0) return nothingSent(block, columns);
    const blockFolder = join(folder, String(blocks++));
    // A process without a user of its own would have nothing to do.
    const users = arrivals.kind === 'closed' ? arrivals.concurrency : columns.count;
    const segments = Math.min(plan.segments, users);
    const recorder = test.recorder(taken, segments);
    let strangeLines = 0;
    const progress = createProgressReader(test.live);
    let startedAtMs = performance.now();
    const tellProgress = () => onProgress?.(progress(performance.now() - startedAtMs));
    const barrier = await raiseBarrier(segments);
    try {
      test.write(blockFolder, block, taken, resolved, () => false);
      const ended = await runProcesses({
        command: plan.command,
        folder: blockFolder,
        output: blockFolder,
        segments,
        script: testFiles.script,
        arguments: (file) => ['--no-thresholds', `--config=${testFiles.options}`, `--console-output=${file}`],
        environment: {
          ...options.marks,
          ...httpVersionEnvironment(resolved),
          SLUICE_BARRIER: barrier.url,
          ...(resolved.ca === undefined ? {} : { SSL_CERT_FILE: writeAuthorities(blockFolder, resolved.ca) }),
        },
        barrier,
        loadMs: staged.lastMs,
        longestMs: staged.lastMs + timeouts.graceMs,
        startAtEpochMs,
        signal,
        onLine: (segment, line) => {
          if (!recorder.add(segment, line)) strangeLines++;
        },
        onStart: (inMs) => {
          startedAtMs = performance.now() + inMs;
          onStart?.(inMs);
        },
        onTick: tellProgress,
      });
      throwIfCancelled(signal);
      recorder.close();
      tellProgress();
      if (recorder.strayLines + recorder.foreignLines > 0)
        throw engineFault(
          `k6 told ${recorder.strayLines + recorder.foreignLines} requests twice, or some that were never asked.`,
        );
      requireWholeResults(recorder, { cut: ended.cutFiles, strange: strangeLines }, isOpen(arrivals));
      const samples = isOpen(arrivals) ? columns : keepStarted(columns);
      return {
        samples,
        health: { ...healthOf(block, samples, recorder), ...cpuHealth(ended.coresUsed, segments) },
        errorExamples: recorder.errorExamples,
        startedAtEpochMs: ended.startedAtEpochMs,
      };
    } finally {
      barrier.close();
      rmSync(blockFolder, { recursive: true, force: true });
    }
  }

  return {
    origin: { kind: 'k6', version },
    run: oneBlockAtATime(send),
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A block that asks for no request: k6 knows no such test. */
const nothingSent = (block: BlockPlan, samples: Samples): BlockSamples => ({
  samples,
  health: { ...measureSending(block, samples), eventLoopDelayMs: { p50: 0, p99: 0, max: 0 }, cpuShare: 0 },
  errorExamples: [],
  startedAtEpochMs: Date.now(),
});

/** k6 has no event loop that could be late; its lateness is all in the send lag. The CPU that it used is not known here. */
export function healthOf(
  block: BlockPlan,
  samples: Samples,
  { connectionsOpened, localFaults, httpVersion }: BlockRecorder,
): GeneratorHealth {
  return {
    ...measureSending(block, samples),
    eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
    cpuShare: 0,
    connectionsOpened,
    localFaults,
    httpVersion,
  };
}

function writeAuthorities(folder: string, ca: string): string {
  const file = join(folder, 'ca.pem');
  writeFileSync(file, ca, { mode: 0o600 });
  return file;
}
