import { counted, percentOf, twoDigits } from '../numbers.ts';
import type { DiagnosisInput, Rule } from './input.ts';

/** On average; fewer come and go under any load. */
const fewestWaiting = 2;
/** The mean of running requests over their most: it stays at its bound. */
const atBound = 0.8;
/** Below these there is room for a larger batch. */
const idle = { gpu: 0.8, cpu: 0.7, kvCache: 0.8 };
/** Requests are computed one by one. */
const noBatch = 1.2;

/** Requests wait although the machine could compute more of them together. */
export const batching: Rule = (input) => {
  const { load, telemetry } = input;
  const waiting = telemetry['server.waiting'];
  if (!waiting || waiting.mean < fewestWaiting) return undefined;
  const room = roomLeft(input);
  if (!room) return undefined;
  const waited = `while ${counted(waiting.mean, 'request')} waited on average`;
  const [running, batch] = [telemetry['server.running'], telemetry['server.batch-size']];
  const bound =
    running && running.mean >= atBound * running.most && running.most < waiting.mean + running.mean
      ? `never more than ${counted(running.most, 'request')} ran ${waited}`
      : batch && batch.mean <= noBatch
        ? `a batch held ${counted(batch.mean, 'request')} on average ${waited}`
        : undefined;
  if (bound === undefined) return undefined;
  return {
    bottleneck: 'batching',
    strength: 0.9,
    sentence: `the batch is small and requests wait ${load}`,
    evidence: [bound, ...room],
  };
};

/** What is idle, as clauses; undefined where something is not, or nothing is known. */
function roomLeft({ telemetry, cores }: DiagnosisInput): string[] | undefined {
  const [gpu, cpu, kvCache] = [telemetry['gpu.busy'], telemetry['target.cpu'], telemetry['server.kv-cache']];
  const cpuShare = cpu && cores ? cpu.mean / cores : undefined;
  if ((gpu && gpu.mean >= idle.gpu) || (kvCache && kvCache.most >= idle.kvCache)) return undefined;
  if (cpuShare !== undefined && cpuShare >= idle.cpu) return undefined;
  const clauses = [
    ...(gpu ? [`the GPU was busy ${percentOf(gpu.mean, false)} of the time`] : []),
    ...(cpu && cores ? [`it used ${twoDigits(cpu.mean)} of ${twoDigits(cores)} cores`] : []),
    ...(kvCache ? [`the KV cache was at most ${percentOf(kvCache.most, false)} full`] : []),
  ];
  return clauses.length === 0 ? undefined : clauses;
}
