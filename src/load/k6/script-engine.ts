import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineOrigin, EngineScript, K6Plan } from '../../model/engine.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { BlockSamples } from '../../model/sample.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import { ColumnStore } from '../columns.ts';
import { resolveEndpoint } from '../endpoint.ts';
import type { Engine, EngineOptions, RunOptions } from '../engine.ts';
import { scriptEnvironment } from '../external/script-environment.ts';
import { checkEndpoint, unsupported } from '../external/unsupported.ts';
import { throwIfCancelled } from '../throw-if-cancelled.ts';
import { cpuHealth } from './cpu-meter.ts';
import { systemTags } from './points.ts';
import { httpVersionEnvironment } from './program.ts';
import { runProcesses } from './run-processes.ts';
import { ScriptReport } from './script-report.ts';
import { achievedRate, refuseInterrupted, samplesOfScript } from './script-samples.ts';
import { lost } from './whole-results.ts';

/** Latency counts from when a request was sent: a script does not tell when it was due. */
const definitions: EngineOrigin['definitions'] = { latency: 'sluice.service/1' };

/** A user's own script as the engine: it is run once a block, and its HTTP requests are the samples. */
export function createScriptEngine(
  options: EngineOptions,
  plan: K6Plan,
  { file }: EngineScript,
  version: string,
): Engine {
  const { workload, load, workspace = process.cwd() } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sluice-k6-'));
  const store = new ColumnStore();
  let blocks = 0;

  async function run(
    block: BlockPlan,
    endpoint: Endpoint,
    { signal, onStart, startAtEpochMs = 0 }: RunOptions,
  ): Promise<BlockSamples> {
    throwIfCancelled(signal);
    checkEndpoint(endpoint, 'k6');
    if (block.parts)
      throw unsupported('k6', `${block.scenario} with a script of your own, which is told one rate`);
    const resolved = await resolveEndpoint(endpoint, load.timeouts.connectMs);
    const output = join(folder, String(blocks++));
    const report = new ScriptReport();
    const wholeMs = block.leadInMs + block.durationMs;
    const ended = await runProcesses({
      command: plan.command,
      folder: workspace,
      output,
      segments: plan.segments,
      arguments: (outputFile) => [`--out=json=${outputFile}`, `--system-tags=${systemTags}`],
      script: join(workspace, file),
      environment: {
        ...options.marks,
        ...httpVersionEnvironment(resolved),
        ...scriptEnvironment(block, resolved, options),
      },
      loadMs: wholeMs,
      longestMs: wholeMs + load.timeouts.totalMs,
      startAtEpochMs,
      signal,
      onLine: (segment, line) => report.add(segment, line),
      onStart: (inMs) => onStart?.(inMs),
      onTick: () => undefined,
    }).finally(() => rmSync(output, { recursive: true, force: true }));
    throwIfCancelled(signal);
    if (report.brokenLines + ended.cutFiles > 0)
      throw lost(`${report.brokenLines + ended.cutFiles} lines of the points of k6 are cut.`);
    refuseInterrupted(report.interrupted, file);
    const { classes } = workload;
    const place = { block, classes, store, file };
    const { samples, localFaults, ...told } = samplesOfScript(report.requests, place);
    return {
      ...told,
      samples,
      health: {
        sendLagMs: { p50: 0, p99: 0, max: 0 },
        droppedRequests: report.dropped,
        achievedRate: achievedRate(block, samples.count, report.dropped),
        eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
        ...cpuHealth(ended.coresUsed, plan.segments),
        localFaults,
      },
    };
  }

  return {
    origin: { kind: 'k6', version, ...(definitions ? { definitions } : {}) },
    run,
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
