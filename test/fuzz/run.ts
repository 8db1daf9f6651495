/**
 * Fuzzes for as long as one likes: `node test/fuzz/run.ts [TARGET...] [--minutes N] [--seed S]`. N is for all targets
 * together. What fails is made as small as it can be and put into corpus/TARGET, where the ordinary tests check it
 * from then on; the exit code is 1 if anything failed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FuzzMessage, FuzzOrder } from './fuzz-thread.ts';
import { targets } from './targets/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
});
const names = positionals.length > 0 ? positionals : targets.map(({ name }) => name);
for (const name of names)
  if (!targets.some((target) => target.name === name))
    throw new Error(
      `There is no target "${name}"; there are ${targets.map((target) => target.name).join(', ')}.`,
    );

const corpus = join(import.meta.dirname, 'corpus');
const seed = Number(values.seed);
const eachMs = (Number(values.minutes) * 60_000) / names.length;
/** Of CPU, so that a busy machine fails nothing. No check takes so long, however large the input. */
const mostCpuSeconds = 15;
const mostInputBytes = 2 * 1024 * 1024;
const mostHeapMb = 1024;
/** Inputs that end a thread are not given to the next one. */
const hung = new Set<string>();
let faults = 0;

console.log(`seed ${seed}, ${(eachMs / 60_000).toFixed(1)} min for each of ${names.length} targets`);
for (const name of names) {
  const untilEpochMs = Date.now() + eachMs;
  const known: string[] = [];
  let [executions, round] = [0, 0];
  let last = { inputs: 0, share: 0 };
  // A thread that hung or ran out of memory is followed by another one.
  while (Date.now() < untilEpochMs && round < 20) {
    const done = await fuzzThread(name, seed + round, untilEpochMs, known);
    executions += done.executions;
    last = done;
    round += 1;
  }
  const found = known.length === 0 ? '' : `, ${known.length} FAULTS`;
  faults += known.length;
  console.log(
    `${name}: ${executions} executions, ${last.inputs} inputs that reach more, ${(100 * last.share).toFixed(1)} % of its code${found}`,
  );
}
if (faults > 0) process.exitCode = 1;

interface Done {
  executions: number;
  inputs: number;
  share: number;
}

async function fuzzThread(
  name: string,
  threadSeed: number,
  untilEpochMs: number,
  known: string[],
): Promise<Done> {
  const counter = new Int32Array(new SharedArrayBuffer(8));
  const current = new Uint8Array(new SharedArrayBuffer(mostInputBytes));
  const order: FuzzOrder = {
    ...{ target: name, seed: threadSeed, untilEpochMs, known, counter, current },
    corpus: corpusOf(name).filter((input) => !hung.has(nameOf(input))),
  };
  const worker = new Worker(new URL('fuzz-thread.ts', import.meta.url), {
    workerData: order,
    // The stack is that of the main thread, where all of this runs in a gate.
    resourceLimits: { maxOldGenerationSizeMb: mostHeapMb, stackSizeMb: 1 },
  });
  const done = { executions: 0, inputs: 0, share: 0 };
  const ended = Promise.withResolvers<void>();
  const fail = (fault: string, text: string): void => {
    const input = Buffer.from(current.subarray(0, counter[1]));
    known.push(fault);
    hung.add(nameOf(input));
    save(name, input, fault, text);
  };
  worker.on('message', (message: FuzzMessage) => {
    if (message.kind === 'progress') return void Object.assign(done, message);
    known.push(message.fault);
    save(name, Buffer.from(message.input), message.fault, message.text);
  });
  worker.on('error', (error) => fail(`the thread ended: ${error.message}`, error.stack ?? ''));
  worker.on('exit', () => ended.resolve());
  let before = { count: -1, cpuSeconds: 0 };
  const watch = setInterval(() => {
    const now = { count: Atomics.load(counter, 0), cpuSeconds: cpuSeconds() };
    if (now.count === 0 || now.count !== before.count) before = now;
    else if (now.cpuSeconds - before.cpuSeconds > mostCpuSeconds) {
      clearInterval(watch);
      fail(`a check took more than ${mostCpuSeconds} s of CPU`, '');
      void worker.terminate();
    }
  }, 500);
  await ended.promise.finally(() => clearInterval(watch));
  return done;
}

/** Of all threads: this one only waits. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function nameOf(input: Uint8Array): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 12);
}

function corpusOf(name: string): Uint8Array[] {
  const folder = join(corpus, name);
  return existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(join(folder, file))) : [];
}

function save(name: string, input: Buffer, fault: string, text: string): void {
  const file = nameOf(input);
  mkdirSync(join(corpus, name), { recursive: true });
  writeFileSync(join(corpus, name, file), input);
  console.log(`FAULT in ${name}, ${input.length} bytes, corpus/${name}/${file}: ${fault}\n${text}`);
}
