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
import { parsePoint, type HttpPoint } from './points.ts';
import { runProcesses } from './run-processes.ts';
import { samplesOfScript } from './script-samples.ts';

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
    const points: HttpPoint[] = [];
    let dropped = 0;
    const ended = await runProcesses({
      command: plan.command,
      folder: workspace,
      output,
      segments: plan.segments,
      arguments: (outputFile) => [`--out=json=${outputFile}`],
      script: join(workspace, file),
      environment: { ...options.marks, ...scriptEnvironment(block, resolved, options) },
      longestMs: block.leadInMs + block.durationMs + load.timeouts.totalMs,
      startAtEpochMs,
      signal,
      onLine: (_, line) => {
        const point = parsePoint(line);
        if (point?.kind === 'request') points.push(point.request);
        else dropped += point?.iterations ?? 0;
      },
      onStart: (inMs) => onStart?.(inMs),
      onTick: () => undefined,
    }).finally(() => rmSync(output, { recursive: true, force: true }));
    throwIfCancelled(signal);
    const { classes } = workload;
    const { samples, localFaults, ...told } = samplesOfScript(points, { block, classes, store, file });
    return {
      ...told,
      samples,
      health: {
        sendLagMs: { p50: 0, p99: 0, max: 0 },
        droppedRequests: dropped,
        achievedRate: samples.count / (samples.count + dropped),
        eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
        cpuShare: ended.wallMs > 0 ? ended.cpuSeconds / (ended.wallMs / 1000) : 0,
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
