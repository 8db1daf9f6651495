/** The thread that changes inputs and checks them: what `run.ts` starts for each target. */
import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.ts';
import { anyEdit, applyEdit, type Edit } from './edits.ts';
import { seedsOf, type FuzzTarget } from './fuzz-target.ts';
import { faultOf, minimise } from './minimise.ts';

/** What it is given. The counter goes up with each check, the input lies beside it: what hangs can be told from outside. */
export interface FuzzOrder {
  target: string;
  seed: number;
  untilEpochMs: number;
  corpus: Uint8Array[];
  /** Faults that are known already. */
  known: string[];
  counter: Int32Array;
  current: Uint8Array;
}

export type FuzzMessage =
  | { kind: 'progress'; executions: number; inputs: number; share: number }
  | { kind: 'fault'; fault: string; input: Uint8Array; text: string };

/** A batch is at least so large, and takes so many times as long as looking at the counters after it. */
const [batchSize, batchTimes] = [32, 8];
const editsAtOnce = 2048;
/** Most inputs are small and quick; one in so many is large, where a blow-up would show. */
const largeEvery = 1000;
const largeBytes = 1024 * 1024;
const progressMs = 1000;

const order = workerData as FuzzOrder;
// Alone: V8 would go through the counters of what the others load.
const file = (await import(`./targets/${order.target}.ts`)) as Record<string, FuzzTarget>;
const target = Object.values(file).find(({ name }) => name === order.target)!;
const generator = xoroshiro128plus(order.seed);
const below = (limit: number): number => uniformInt(generator, 0, limit - 1);
const known = new Set(order.known);
const inputs = [...seedsOf(target), ...order.corpus.map((bytes) => Buffer.from(bytes))];
const coverage = new Coverage(target.covers);
let executions = 0;
let toldAtEpochMs = 0;
let edits: Edit[] = [];

let rejected: unknown;
process.on('unhandledRejection', (reason) => (rejected = reason));

/** The fault of an input, or undefined. */
async function fails(input: Buffer): Promise<unknown> {
  order.current.set(input.subarray(0, order.current.length));
  order.counter[1] = input.length;
  Atomics.add(order.counter, 0, 1);
  executions += 1;
  rejected = undefined;
  try {
    const checked = target.check(input);
    if (checked) {
      await checked;
      // A promise that nobody waits for is told of after all others: in a gate it would end the process.
      await new Promise(setImmediate);
    }
    return rejected;
  } catch (thrown) {
    return thrown;
  }
}

async function report(input: Buffer, thrown: unknown): Promise<void> {
  const fault = faultOf(thrown);
  if (known.has(fault)) return;
  known.add(fault);
  const smallest = await minimise(input, async (each) => {
    const again = await fails(each);
    return again === undefined ? undefined : faultOf(again);
  });
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  send({ kind: 'fault', fault, input: smallest, text: text.slice(0, 3000) });
}

const tellProgress = (): void =>
  send({ kind: 'progress', executions, inputs: inputs.length, share: coverage.share });

const send = (message: FuzzMessage): void => parentPort?.postMessage(message);

function nextInput(): Buffer {
  // Those that were found last have been changed least.
  const from = below(2) === 0 ? 0 : Math.floor(inputs.length * 0.8);
  let input = inputs[from + below(inputs.length - from)]!;
  const mostBytes = below(largeEvery) === 0 ? largeBytes : undefined;
  for (let left = 1 + below(5); left > 0; left -= 1) input = applyEdit(input, nextEdit(), mostBytes);
  return input;
}

function nextEdit(): Edit {
  if (edits.length === 0)
    edits = fc.sample(anyEdit(target.words), { numRuns: editsAtOnce, seed: below(2 ** 31) });
  return edits.pop()!;
}

/** Which of a batch reach something new: they are kept and changed further. */
async function keepNew(batch: readonly Buffer[]): Promise<void> {
  for (const input of batch) await fails(input);
  const reached = coverage.take();
  if (!coverage.hasNew(reached)) return;
  if (batch.length === 1) {
    coverage.keep(reached);
    inputs.push(batch[0]!);
    return;
  }
  const half = batch.length >> 1;
  await keepNew(batch.slice(0, half));
  await keepNew(batch.slice(half));
}

for (const input of inputs) {
  const thrown = await fails(input);
  if (thrown !== undefined) await report(input, thrown);
}
coverage.keep(coverage.take());
let takeMs = 0;
while (Date.now() < order.untilEpochMs) {
  const batch: Buffer[] = [];
  const beganAtMs = performance.now();
  while (batch.length < batchSize || performance.now() - beganAtMs < batchTimes * takeMs) {
    const input = nextInput();
    batch.push(input);
    const thrown = await fails(input);
    if (thrown !== undefined) await report(input, thrown);
  }
  const endedAtMs = performance.now();
  const reached = coverage.take();
  takeMs = performance.now() - endedAtMs;
  if (coverage.hasNew(reached)) await keepNew(batch);
  // What does not happen again, such as what is loaded once, is no reason to look again.
  coverage.keep(reached);
  if (Date.now() - toldAtEpochMs < progressMs) continue;
  toldAtEpochMs = Date.now();
  tellProgress();
}
tellProgress();
