import { setTimeout as sleep } from 'node:timers/promises';
import type { LocustPlan } from '../../model/engine.ts';
import { SluiceError } from '../../model/error.ts';
import { startTool, type ToolEnd, type ToolProcess } from '../external/tool-process.ts';
import { encodeFrame, FrameReader, type FromLocust } from './frames.ts';
import { locustEnvironment, locustfilesArgument } from './program.ts';

export interface ClusterOptions {
  plan: LocustPlan;
  /** Several are put together by Locust. */
  locustfiles: readonly string[];
  /** Working directory of the processes. */
  directory: string;
  /** By which a cleanup finds the processes. */
  marks: Record<string, string> | undefined;
  variables?: Record<string, string>;
  /** How many users Locust starts over all workers; one for each worker where it is not said. */
  users?: number;
  /** Further ones for the master. */
  arguments?: readonly string[];
  joinTimeoutMs: number;
  signal?: AbortSignal | undefined;
}

type Kind = FromLocust['kind'];
type FrameOf<K extends Kind> = Extract<FromLocust, { kind: K }>;

/** A master of Locust and its workers, from the start of their processes to their end. Frames go to and from them through the master. */
export class LocustCluster {
  readonly size: number;
  /** By number, as Locust names them. */
  readonly names: string[] = [];
  /** Takes what no call of `next` is waiting for. */
  onFrame: (head: FromLocust, body: Buffer) => void = () => undefined;
  /** Rejects when a process of it ends, a worker is lost, or Python fails; never resolves. */
  readonly failure: Promise<never>;
  /** Locust starts its users when all workers have joined. */
  readonly testStarted: Promise<FrameOf<'test-started'>[]>;
  readonly #fail: (error: unknown) => void;
  readonly #processes: ToolProcess[] = [];
  readonly #waiting = new Map<Kind, (head: FromLocust) => void>();
  #master: ToolProcess | undefined;
  #closed = false;
  #version = '';

  private constructor(size: number) {
    this.size = size;
    const failure = Promise.withResolvers<never>();
    this.failure = failure.promise;
    this.#fail = failure.reject;
    // Whoever waits hears of it; where nobody does, the next call will.
    this.failure.catch(() => undefined);
    this.testStarted = this.next('test-started', 1);
  }

  /** @throws SluiceError `engine-script-failed` where a process fails, or a worker does not join in time; nothing is left then */
  static async start(options: ClusterOptions): Promise<LocustCluster> {
    const { plan } = options;
    const cluster = new LocustCluster(plan.master?.expectWorkers ?? plan.workers);
    try {
      const joined = cluster.next('join', cluster.size);
      const { port } = await cluster.#startMaster(options);
      // With a master for others to join, none is started here.
      if (!plan.master) for (let i = 0; i < cluster.size; i++) await cluster.#startWorker(options, port, i);
      await cluster.within(joined, options.joinTimeoutMs, options.signal, () =>
        cluster.#missingError(options),
      );
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** The next so many frames of a kind. To be called before what they answer is sent. */
  next<K extends Kind>(kind: K, count: number): Promise<FrameOf<K>[]> {
    const { promise, resolve } = Promise.withResolvers<FrameOf<K>[]>();
    const heads: FrameOf<K>[] = [];
    this.#waiting.set(kind, (head) => {
      if (heads.push(head as FrameOf<K>) < count) return;
      this.#waiting.delete(kind);
      resolve(heads);
    });
    return promise;
  }

  /** @param worker to whom; all where it is not said */
  send(head: object, body?: Uint8Array, worker?: number): void {
    this.#master?.channel?.write(encodeFrame(worker === undefined ? head : { ...head, to: worker }, body));
  }

  /** Waits for the work, the failure of a process, the end of the time, or the signal, whichever is first. */
  async within<T>(
    work: Promise<T>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    late: () => unknown,
  ): Promise<T> {
    const over = new AbortController();
    const signals = signal ? [signal, over.signal] : [over.signal];
    const timer = sleep(timeoutMs, undefined, { signal: AbortSignal.any(signals) }).then(() => {
      throw late();
    });
    try {
      return await Promise.race([work, this.failure, timer]);
    } finally {
      over.abort();
      timer.catch(() => undefined);
    }
  }

  /** Ends every process. The master tells workers of other machines to quit; if it cannot, they leave by themselves. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#master?.channel?.end();
    const ended = Promise.all(this.#processes.map((process) => process.ended));
    const over = new AbortController();
    await Promise.race([ended, sleep(2000, undefined, { signal: over.signal }).catch(() => undefined)]);
    over.abort();
    for (const process of this.#processes) process.kill();
    await ended;
  }

  async #startMaster(options: ClusterOptions): Promise<FrameOf<'listening'>> {
    const { plan, users = this.size } = options;
    const listening = this.next('listening', 1);
    const { host, port } = plan.master ?? { host: '127.0.0.1', port: 0 };
    const process = await this.#startProcess(options, { SLUICE_WORKERS: String(this.size) }, 'The master', [
      '--master',
      `--master-bind-host=${host}`,
      `--master-bind-port=${port}`,
      `--expect-workers=${this.size}`,
      '--headless',
      `--users=${users}`,
      `--spawn-rate=${users}`,
      '--only-summary',
      ...(options.arguments ?? []),
    ]);
    this.#master = process;
    const reader = new FrameReader((head, body) => this.#take(head, body));
    process.channel?.on('data', (bytes: Buffer) => {
      try {
        reader.push(bytes);
      } catch (error) {
        this.#fail(error);
      }
    });
    const [head] = await this.within(listening, 60_000, options.signal, () =>
      failed('The master of Locust was not ready in 60 s.', []),
    );
    return head as FrameOf<'listening'>;
  }

  async #startWorker(options: ClusterOptions, port: number, number: number): Promise<void> {
    const name = `Worker ${number + 1} of ${this.size}`;
    await this.#startProcess(options, { SLUICE_LEASH: '1' }, name, [
      '--worker',
      '--master-host=127.0.0.1',
      `--master-port=${port}`,
    ]);
  }

  async #startProcess(
    { plan, locustfiles, directory, marks, variables }: ClusterOptions,
    own: Record<string, string>,
    name: string,
    arguments_: string[],
  ): Promise<ToolProcess> {
    const process = await startTool(
      plan.command,
      [locustfilesArgument(locustfiles, directory), '--loglevel=WARNING', ...arguments_],
      {
        directory,
        environment: { ...locustEnvironment(), ...marks, ...variables, ...own },
        withChannel: true,
      },
    );
    this.#processes.push(process);
    void process.ended.then((end) => {
      if (!this.#closed) this.#fail(endedError(name, end));
    });
    return process;
  }

  #take(head: FromLocust, body: Buffer): void {
    if (head.kind === 'listening') this.#version = head.version;
    if (head.kind === 'join') this.#join(head);
    const waiting = this.#waiting.get(head.kind);
    if (waiting) return waiting(head);
    if (head.kind === 'lost') {
      this.#fail(
        failed(
          `Worker ${head.worker + 1} of ${this.size} of Locust (${head.name}) gave no sign of life any more.`,
          [],
        ),
      );
    } else if (head.kind === 'fault') {
      const lines = head.traceback.trimEnd().split('\n');
      this.#fail(
        failed(
          `Worker ${head.worker + 1} of ${this.size} of Locust failed: ${lines.at(-1) ?? ''}`,
          lines.slice(-20),
        ),
      );
    } else this.onFrame(head, body);
  }

  #join({ worker, name, version }: FrameOf<'join'>): void {
    this.names[worker] = name;
    if (version === this.#version) return;
    const fact = `Worker ${worker + 1} of ${this.size} (${name}) has Locust ${version}, and the master ${this.#version}.`;
    const remedy = `Install the same on every machine: \`pip install locust==${this.#version}\`.`;
    this.#fail(new SluiceError('engine-script-failed', { fact, remedy }));
  }

  #missingError({ plan, joinTimeoutMs }: ClusterOptions): SluiceError {
    const joined = this.names.length;
    const seconds = Math.round(joinTimeoutMs / 1000);
    const fact = `${joined} of ${this.size} workers of Locust had joined after ${seconds} s.`;
    if (!plan.master) return failed(fact, []);
    const { host, port } = plan.master;
    return new SluiceError('engine-script-failed', {
      fact,
      remedy: `On each machine run \`locust -f - --worker --master-host ADDRESS --master-port ${port}\`; the master listens on ${host}.`,
    });
  }
}

function endedError(name: string, { exitCode, lines }: ToolEnd): SluiceError {
  if (exitCode === 0)
    return new SluiceError('engine-script-failed', {
      fact: `${name} of Locust ended before the block did, without an error.`,
      remedy:
        'Sluice ends Locust itself: a locustfile of your own needs no `LoadTestShape` that comes to an end, no `runner.quit()` and no `StopTest`.',
      evidence: lines,
    });
  const how = exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`;
  return failed(`${name} of Locust ${how}: ${lines.at(-1) ?? 'it said nothing'}`, lines);
}

function failed(fact: string, evidence: string[]): SluiceError {
  return new SluiceError('engine-script-failed', {
    fact,
    remedy:
      'What it said last is below. Nothing of this block is used; run it again, or compare with `load.engine: built-in`.',
    evidence,
  });
}
