import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocustPlan } from '../../model/engine.ts';
import type { BlockSamples } from '../../model/sample.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import { allocateBlock } from '../block-order.ts';
import { ColumnStore, type EngineSamples } from '../columns.ts';
import { resolveEndpoint, type Endpoint } from '../endpoint.ts';
import type { Engine, EngineOptions, RunOptions } from '../engine.ts';
import { engineFault } from '../engine-fault.ts';
import { checkEndpoint, checkOptions, unsupported } from '../external/unsupported.ts';
import { measureSending } from '../health.ts';
import { keepStarted } from '../external/started-rows.ts';
import { allocateLiveCounters, createProgressReader } from '../live-counters.ts';
import { measuredParts } from '../measured-rows.ts';
import type { BlockOrder } from '../messages.ts';
import { prepareRequests } from '../prepared-requests.ts';
import { createProtocol } from '../protocols/index.ts';
import { blockSalt, saltForms } from '../protocols/salt.ts';
import { loadSchemaValidator } from '../protocols/schema-check.ts';
import { oneBlockAtATime } from '../one-block.ts';
import { throwIfCancelled } from '../throw-if-cancelled.ts';
import { LocustCluster } from './cluster.ts';
import type { WorkerReport } from './frames.ts';
import { workersHealth } from './health.ts';
import { locustfile, requireLocust } from './program.ts';
import { RowRecorder } from './record-rows.ts';
import { packRequests } from './requests.ts';
import { createScriptEngine } from './script-engine.ts';
import { dealOf, packShares, shareSize, type Deal } from './shares.ts';

/** From the order to the start of a block: for the order to reach every worker. */
const startDelayMs = 100;
const joinTimeoutMs = 60_000;
/** Workers of other machines are started by somebody, or by a job that waits in a queue. */
const outsideJoinTimeoutMs = 600_000;
/** For a worker to make its part of a block ready, and beyond the end of a block for its last report. */
const patienceMs = 30_000;
const progressIntervalMs = 500;

/**
 * Locust as the engine: a master and its workers, up for the whole run, who get one block after the other by message, each its
 * share of the very requests and times that the built-in engine would send. Throws `engine-unsupported` for a plan that it
 * cannot send, `engine-missing` where there is no Locust, `engine-script-failed` where it does not come up; so does its `run`
 * where a worker is lost or hangs.
 */
export async function createLocustEngine(options: EngineOptions, plan: LocustPlan): Promise<Engine> {
  const { protocol, workload, load, salt } = options;
  checkOptions(options, 'locust');
  const version = await requireLocust(plan.command);
  if (plan.script) return createScriptEngine(options, plan, plan.script, version);
  await loadSchemaValidator(protocol);
  const { head, body } = packRequests(
    prepareRequests(createProtocol(protocol), workload),
    workload,
    load.timeouts,
  );
  const directory = mkdtempSync(join(tmpdir(), 'sluice-locust-'));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  const cluster = await LocustCluster.start({
    plan,
    locustfiles: [locustfile('sluice_locust.py')],
    directory,
    marks: options.marks,
    joinTimeoutMs: plan.master ? outsideJoinTimeoutMs : joinTimeoutMs,
    signal: options.signal,
  }).catch((error: unknown) => {
    removeDirectory();
    if (options.signal) throwIfCancelled(options.signal);
    throw error;
  });
  cluster.send(head, body);
  const store = new ColumnStore();
  const live = allocateLiveCounters();
  let blocks = 0;

  async function send(block: BlockPlan, endpoint: Endpoint, run: RunOptions): Promise<BlockSamples> {
    const { signal, onProgress, onStart, startAtEpochMs = 0 } = run;
    checkEndpoint(endpoint, 'locust');
    const resolved = await resolveEndpoint({ ...endpoint, http: '1.1' }, load.timeouts.connectMs);
    throwIfCancelled(signal);
    const { columns, arrivals } = allocateBlock(block, workload.items, { store, live });
    if (arrivals.kind === 'sessions') throw unsupported('locust', 'sessions');
    // A closed loop with fewer users than workers needs only as many of these as it has users.
    const deal = dealOf(arrivals, cluster.size);
    const classNames = workload.classes.map(({ name }) => name);
    const measured = measuredParts(block);
    const recorder = new RowRecorder({ columns, live, protocol, classNames, measured, deal });
    const late = (what: string) => () => engineFault(`A worker of Locust ${what}.`);

    const ready = cluster.next('ready', deal.workers);
    const salts = saltForms.map((form) => form(blockSalt(salt, block.scenario, block.index)));
    const { origin, basePath, secure, hostname, address, port, ca } = resolved;
    const host = new URL(origin).host;
    for (const [worker, share] of packShares(columns, arrivals, deal).entries()) {
      const order = {
        kind: 'block',
        number: blocks,
        worker,
        workers: deal.workers,
        rows: share.rows,
        endpoint: { host, basePath, secure, hostname, address, port, ca },
        salts,
        arrivals: arrivals.kind,
        ...(arrivals.kind === 'closed' ? closedOrder(arrivals) : {}),
      };
      cluster.send(order, share.body, worker);
    }
    await cluster.within(
      ready,
      patienceMs,
      signal,
      late(`did not take its part of a block in ${patienceMs / 1000} s`),
    );

    // Not before: what is left of a block that was cancelled comes before a worker is ready for the next one.
    cluster.onFrame = (told, bytes) => {
      if (told.kind === 'rows') recorder.add(told, bytes);
    };
    const started = cluster.next('started', 1);
    const done = cluster.next('done', deal.workers);
    cluster.send({ kind: 'go', delayMs: Math.max(startDelayMs, startAtEpochMs - Date.now()) });
    const [start] = await cluster.within(
      started,
      patienceMs,
      signal,
      late('did not answer the question for its clock'),
    );
    if (!start || start.clocks.includes(null)) throw late('did not answer the question for its clock')();
    const { epochMs } = start;
    onStart?.(Math.max(0, epochMs - Date.now()));
    const progress = createProgressReader(live);
    const tellProgress = () => onProgress?.(progress(Date.now() - epochMs));
    const timer = setInterval(tellProgress, progressIntervalMs);
    const lastMs = arrivals.kind === 'closed' ? arrivals.maximumMs : (columns.dueAtMs.at(-1) ?? 0);
    const reports = await cluster
      .within(
        done,
        epochMs - Date.now() + lastMs + load.timeouts.graceMs + patienceMs,
        signal,
        late('did not end its block'),
      )
      .finally(() => clearInterval(timer));
    tellProgress();
    assertTotals(arrivals.kind, columns, recorder, reports, deal);
    const samples = arrivals.kind === 'open' ? columns : keepStarted(columns);
    return {
      samples,
      health: healthOf(block, samples, recorder, reports),
      errorExamples: recorder.examples.list(),
      gaps: recorder.gaps.map(({ counts }) => counts),
      startedAtEpochMs: epochMs,
    };
  }

  /** What nobody waits for any more is not sent any more. */
  async function sendUnlessCancelled(...[block, endpoint, run]: Parameters<typeof send>) {
    blocks++;
    const cancel = () => cluster.send({ kind: 'cancel', number: blocks });
    run.signal.addEventListener('abort', cancel, { once: true });
    try {
      return await send(block, endpoint, run);
    } finally {
      run.signal.removeEventListener('abort', cancel);
      cluster.onFrame = () => undefined;
    }
  }

  return {
    origin: { kind: 'locust', version },
    run: oneBlockAtATime(sendUnlessCancelled),
    async close() {
      await cluster.close();
      removeDirectory();
    },
  };
}

function closedOrder(loop: Extract<BlockOrder['arrivals'], { kind: 'closed' }>) {
  const { concurrency, maximumMs, staggerMs, mostRatePerSecond } = loop;
  const leastGapMs = mostRatePerSecond === undefined ? 0 : 1000 / mostRatePerSecond;
  return { concurrency, maximumMs, staggerMs, leastGapMs };
}

/** Every request that was dealt out was sent, and every request that was sent came back. */
function assertTotals(
  kind: 'open' | 'closed',
  { count }: EngineSamples,
  { recorded }: RowRecorder,
  reports: readonly WorkerReport[],
  deal: Deal,
): void {
  for (const { worker, sent } of reports) {
    const asked = kind === 'open' ? shareSize(count, worker, deal) : sent;
    if (sent !== asked || recorded[worker] !== sent)
      throw engineFault(
        `Worker ${worker + 1} of Locust was dealt ${asked} requests, sent ${sent} and handed back ${recorded[worker]}.`,
      );
  }
}

function healthOf(
  block: BlockPlan,
  samples: EngineSamples,
  { keptConnectionsLost, localFaults }: RowRecorder,
  reports: readonly WorkerReport[],
): BlockSamples['health'] {
  return {
    ...measureSending(block, samples),
    ...workersHealth(reports),
    keptConnectionsLost,
    localFaults,
    httpVersion: '1.1',
  };
}
