import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineOrigin, EngineScript, LocustPlan } from '../../model/engine.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { BlockSamples } from '../../model/sample.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import { ColumnStore, type EngineSamples } from '../columns.ts';
import { resolveEndpoint } from '../endpoint.ts';
import type { Engine, EngineOptions, RunOptions } from '../engine.ts';
import { engineFault } from '../engine-fault.ts';
import { scriptEnvironment } from '../external/script-environment.ts';
import { checkEndpoint, unsupported } from '../external/unsupported.ts';
import { throwIfCancelled } from '../throw-if-cancelled.ts';
import { LocustCluster } from './cluster.ts';
import { locustfile } from './program.ts';
import { workersHealth } from './health.ts';
import { assertPresence } from './script-users.ts';
import { readReported, samplesOfScript, type ReportedRequest } from './script-samples.ts';

/** Latency counts from when a request was sent: a locustfile does not tell when it was due. */
const definitions: EngineOrigin['definitions'] = { latency: 'sluice.service/1' };
const startTimeoutMs = 60_000;
const patienceMs = 30_000;

/** A user's own locustfile as the engine: Locust is run once a block, and the requests that its users report are the samples. */
export function createScriptEngine(
  options: EngineOptions,
  plan: LocustPlan,
  { file }: EngineScript,
  version: string,
): Engine {
  if (plan.master) throw unsupported('locust', 'a locustfile of your own from workers of other machines');
  const { workload, load, workspace = process.cwd() } = options;
  const store = new ColumnStore();

  async function run(block: BlockPlan, endpoint: Endpoint, run: RunOptions): Promise<BlockSamples> {
    const { signal, onStart, startAtEpochMs = 0 } = run;
    throwIfCancelled(signal);
    checkEndpoint(endpoint, 'locust');
    if (block.parts)
      throw unsupported('locust', `${block.scenario} with a locustfile of your own, which is told one rate`);
    const resolved = await resolveEndpoint(endpoint, load.timeouts.connectMs);
    await sleep(Math.max(0, startAtEpochMs - Date.now()), undefined, { signal }).catch(() =>
      throwIfCancelled(signal),
    );
    const environment = scriptEnvironment(block, resolved, options);
    const wholeMs = block.leadInMs + block.durationMs;
    const cluster = await LocustCluster.start({
      plan,
      locustfiles: [locustfile('sluice_requests.py'), join(workspace, file)],
      directory: workspace,
      marks: options.marks,
      variables: environment,
      users: usersOf(block),
      arguments: [
        `--host=${environment.SLUICE_URL}`,
        `--stop-timeout=${Math.ceil(load.timeouts.graceMs / 1000)}`,
      ],
      joinTimeoutMs: startTimeoutMs,
      signal,
    });
    try {
      const done = cluster.next('done', cluster.size);
      const requests: ReportedRequest[] = [];
      cluster.onFrame = (head, body) => {
        if (head.kind === 'requests') for (const request of readReported(body, file)) requests.push(request);
      };
      const late = (what: string) => () => engineFault(`Locust ${what}.`);
      const [start] = await cluster.within(
        cluster.testStarted,
        startTimeoutMs,
        signal,
        late('did not start its users'),
      );
      if (!start) throw late('did not start its users')();
      onStart?.(0);
      await cluster.within(
        sleep(wholeMs, undefined, { signal }),
        wholeMs + patienceMs,
        signal,
        late('lost the time'),
      );
      cluster.send({ kind: 'stop' });
      const reports = await cluster.within(
        done,
        load.timeouts.graceMs + patienceMs,
        signal,
        late('did not end its users'),
      );
      const { classes } = workload;
      const { graceMs } = load.timeouts;
      const { leadInMs } = block;
      const originMs = start.clockMs;
      const read = samplesOfScript(requests, { classes, store, originMs, leadInMs, graceMs, file });
      const minimumShare = load.generator.minimumAchievedRate;
      assertPresence(block, requests.length, reports, { originMs, minimumShare, file });
      return {
        ...read,
        health: {
          sendLagMs: { p50: 0, p99: 0, max: 0 },
          achievedRate: achievedRate(block, read.samples),
          ...workersHealth(reports),
        },
        startedAtEpochMs: start.epochMs,
      };
    } catch (error) {
      throwIfCancelled(signal);
      throw error;
    } finally {
      await cluster.close();
    }
  }

  return {
    origin: { kind: 'locust', version, ...(definitions ? { definitions } : {}) },
    run,
    close: async () => undefined,
  };
}

/** With a rate, one user for each request a second: those who wait by `constant_throughput(1)` keep it. */
const usersOf = ({ arrivals, ratePerSecond = 1 }: BlockPlan): number =>
  arrivals.kind === 'closed' ? arrivals.loop.concurrency : Math.max(1, Math.ceil(ratePerSecond));

/** A locustfile has no schedule that it could miss, so it is what was sent over what was asked, lead-in included. */
function achievedRate(
  { arrivals, ratePerSecond, leadInMs, durationMs }: BlockPlan,
  { count }: EngineSamples,
): number {
  if (arrivals.kind === 'closed' || ratePerSecond === undefined) return 1;
  return Math.min(1, count / ((ratePerSecond * (leadInMs + durationMs)) / 1000));
}
