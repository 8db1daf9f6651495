import type { MessagePort } from 'node:worker_threads';
import { SluiceError } from '../../model/error.ts';
import type { GapCounts } from '../../model/sample.ts';
import { createClock, type Clock } from '../clock.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import type { BlockOrder, FromSender, SenderReport, ToSender, WorkerStart } from '../messages.ts';
import type { Arrivals, ArrivalsOwner } from './arrivals.ts';
import { BlockRun } from './block-run.ts';
import { ClosedArrivals } from './closed-arrivals.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { ErrorExamples, secretsOf } from './error-examples.ts';
import { OpenArrivals, type Pacer } from './open-arrivals.ts';
import { createCarrier, type Carrier } from './open-pool.ts';
import type { RequestSource } from './request-source.ts';
import { strayFault } from './script-module.ts';
import { SelfObserver } from './self-observer.ts';
import { SessionArrivals } from './session-arrivals.ts';
import { SessionRequests } from './session-requests.ts';
import type { PacerThread } from './start-pacer.ts';
import { warmUp } from './warm-up.ts';
import { WakeAim } from './wake-aim.ts';
import { WireRequests } from './wire-requests.ts';

type SenderStart = Extract<WorkerStart, { role: 'sender' }>;

/** Connections to so many servers are kept between blocks: two arms, and their last starts. */
const keptPools = 4;
const rehearsalDelayMs = 5;
/** The rehearsal takes about 60 ms; on a machine that is busy it is cut off here. */
const rehearsalMs = 300;

/** Counts are handed over, not copied. */
const buffersOf = (gaps: readonly GapCounts[]): ArrayBuffer[] =>
  gaps.flatMap((counts) => counts.flatMap((ofClass) => (ofClass ? [ofClass.buffer as ArrayBuffer] : [])));

/** The thread that sends: takes one block after the other from the main thread and reports when each is done. */
export function runSender(port: MessagePort, start: SenderStart, { thread, online }: PacerThread): void {
  const tell = (message: FromSender, transferred: ArrayBuffer[] = []) =>
    port.postMessage(message, transferred);
  const clock = createClock();
  let carrier: Carrier;
  const pools = new Map<string, ConnectionPool>();
  const observer = new SelfObserver();
  const secrets = secretsOf(start.protocol.headers);
  const pacer: Pacer = { thread, aim: new WakeAim(), cpuSeconds: new Float64Array(new SharedArrayBuffer(8)) };
  thread.on('error', (error) => tell(failureOf(error)));
  let run: BlockRun | undefined;

  const poolOf = (order: BlockOrder): ConnectionPool => {
    const key = JSON.stringify(order.endpoint);
    const pool = pools.get(key) ?? carrier.openPool(order.endpoint);
    // Put last: the first of the map is the one that was not used for the longest time.
    pools.delete(key);
    pools.set(key, pool);
    for (const [oldest, unused] of pools) {
      if (pools.size <= keptPools) break;
      pools.delete(oldest);
      unused.close();
    }
    return pool;
  };

  const createRun = (
    order: BlockOrder,
    pool: ConnectionPool,
    onDone: (report: SenderReport) => void,
  ): BlockRun => {
    const examples = new ErrorExamples([...secrets, ...proxySecrets(order.endpoint)]);
    const before = { ...pool.counts };
    pacer.cpuSeconds[0] = 0;
    const current = new BlockRun({
      order,
      pool,
      requests: requestsOf(order, start),
      examples,
      classNames: start.classNames,
      timeouts: start.timeouts,
      clock,
      createArrivals: (owner) => createArrivals(order, owner, pacer, clock),
      onDone: () => {
        const self = observer.stop();
        run = undefined;
        const { handled, localFaults, keptConnectionsLost } = current;
        const cpuSeconds = self.cpuSeconds + (pacer.cpuSeconds[0] ?? 0);
        onDone({
          ...self,
          handled,
          connectionsOpened: pool.counts.opened - before.opened,
          tlsSessionsResumed: pool.counts.resumed - before.resumed,
          keptConnectionsLost,
          localFaults,
          cpuSeconds,
          errorExamples: examples.list(),
          gaps: current.gaps.map(({ counts }) => counts),
        });
      },
    });
    return current;
  };

  const begin = (startAtMs: number): void => {
    observer.start();
    run?.start(startAtMs);
  };

  port.on('message', (message: ToSender) => {
    switch (message.kind) {
      case 'prepare':
        run = createRun(message.order, poolOf(message.order), (report) =>
          tell({ kind: 'done', report }, buffersOf(report.gaps)),
        );
        return tell({ kind: 'ready' });
      case 'go':
        return begin(message.startAtMs);
      case 'stop':
        return run?.stop(message.reason);
    }
  });

  const rehearse = (order: BlockOrder) =>
    new Promise<void>((resolve) => {
      const pool = carrier.openPool(order.endpoint);
      run = createRun(order, pool, () => {
        clearTimeout(cutOff);
        pool.close();
        resolve();
      });
      const cutOff = setTimeout(() => run?.stop('the rehearsal is over'), rehearsalMs);
      begin(clock() + rehearsalDelayMs);
    });

  const getReady = async (): Promise<void> => {
    carrier = await createCarrier(start, clock);
    await online;
    if (carrier.rehearses && start.prepared.entries.length > 0) await warmUp(rehearse, carrier.rehearses);
    tell({ kind: 'idle' });
  };
  const fail = (error: Error) => tell(failureOf(error));
  // What a script leaves to itself and lets fail would else look like a fault of the engine.
  const { protocol } = start;
  if (protocol.kind === 'script')
    process.on('uncaughtException', (error) => fail(strayFault(protocol, error)));
  void getReady().catch(fail);
}

function requestsOf(
  { endpoint, salt, arrivals, columns }: BlockOrder,
  { prepared }: SenderStart,
): RequestSource {
  const requests = new WireRequests(prepared, endpoint, salt);
  return arrivals.kind === 'sessions'
    ? new SessionRequests(requests, arrivals, columns.count, salt)
    : requests;
}

function createArrivals(order: BlockOrder, owner: ArrivalsOwner, pacer: Pacer, clock: Clock): Arrivals {
  const { arrivals } = order;
  switch (arrivals.kind) {
    case 'open':
      return new OpenArrivals(order, owner, pacer, clock);
    case 'sessions':
      return new SessionArrivals(order, arrivals, owner, pacer, clock);
    case 'closed':
      return new ClosedArrivals(order, arrivals, owner, clock);
  }
}

/** An error as it crosses threads: one that is the user's keeps its code and remedy. */
function failureOf(error: Error): Extract<FromSender, { kind: 'failed' }> {
  const failed = { kind: 'failed', message: error.message, stack: error.stack ?? '' } as const;
  if (!(error instanceof SluiceError)) return failed;
  const { code, fact, remedy, location } = error;
  return { ...failed, error: { code, fact, remedy, ...(location === undefined ? {} : { location }) } };
}

/** What a proxy is told may come back in its answers. */
function proxySecrets({ proxy }: ResolvedEndpoint): string[] {
  return proxy?.authorization === undefined ? [] : secretsOf({ 'proxy-authorization': proxy.authorization });
}
