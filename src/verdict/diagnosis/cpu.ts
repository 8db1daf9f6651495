import { percentOf, twoDigits } from '../numbers.ts';
import { isSpoiled } from './generator.ts';
import type { DiagnosisInput, Rule } from './input.ts';

/** Of the cores that it may use: with more, bursts already wait for each other. */
const saturated = 0.9;
/** Of the whole runner, which the generator works on as well. */
const runnerSaturated = 0.95;
/** Of the cores, what the target then has to use itself for it to be its doing. */
const ownPart = 0.5;
/** Of the periods of a CPU limit: a quarter reaches the typical request. */
const oftenThrottled = 0.25;
/** One thread at work: one core, with a little around it. */
const oneCore = { least: 0.9, most: 1.2, peak: 1.4 };
/** A GPU that is busier than this is not waiting for the CPU. */
const gpuWaits = 0.8;
/** Of all CPU time, taken by the hypervisor: enough to name it. */
const muchStolen = 0.05;

/** Preprocessing, tokenisation, or a model on the CPU. */
export const cpu: Rule = (input) => {
  const { load, telemetry, strain } = input;
  const strained =
    strain.length === 0 ? undefined : (busyCores(input) ?? throttling(input) ?? singleThread(input));
  const seen = crowdingOut(input) ?? strained;
  if (!seen) return undefined;
  const gpu = telemetry['gpu.busy'];
  const gpuIsIdle = gpu !== undefined && gpu.mean < gpuWaits;
  const stolen = telemetry['runner.stolen']?.mean ?? 0;
  return {
    bottleneck: 'cpu',
    strength: seen.strength,
    sentence: `${seen.sentence} ${load}${gpuIsIdle ? ', and the GPU waits for it' : ''}`,
    evidence: [
      seen.clause,
      ...(gpuIsIdle ? [`the GPU was busy only ${percentOf(gpu.mean, false)} of the time`] : []),
      ...strain,
      ...(stolen >= muchStolen ? [`the hypervisor took ${percentOf(stolen, false)} of the CPU time`] : []),
    ],
  };
};

interface Seen {
  sentence: string;
  clause: string;
  strength: number;
}

/** On the same machine it leaves the generator too little: that one's limit is not its own then. */
function crowdingOut({ spoiled, cores }: DiagnosisInput): Seen | undefined {
  const { targetCores: used = 0, runnerBusy: busy = 0 } = spoiled ?? {};
  if (!isSpoiled(spoiled) || cores === undefined || used < ownPart * cores || busy < runnerSaturated)
    return undefined;
  const clause = `it used ${twoDigits(used)} of ${twoDigits(cores)} cores, and the runner was busy ${percentOf(busy, false)}, where the generator fell behind`;
  // Before the generator, which is named as well: its remedies help too.
  return { sentence: 'the CPU is used up, and too little is left for the generator', clause, strength: 0.96 };
}

function busyCores({ telemetry, cores }: DiagnosisInput): Seen | undefined {
  const used = telemetry['target.cpu'];
  if (!used || cores === undefined) return undefined;
  const sentence = 'the CPU is used up';
  const clause = `it used ${twoDigits(used.mean)} of ${twoDigits(cores)} cores`;
  if (used.mean >= saturated * cores) return { sentence, clause, strength: 0.85 };
  const runner = telemetry['runner.busy'];
  if (!runner || runner.mean < runnerSaturated || used.mean < ownPart * cores) return undefined;
  return {
    sentence,
    clause: `${clause}, and the runner was busy ${percentOf(runner.mean, false)}`,
    strength: 0.7,
  };
}

function throttling({ telemetry, throttledShare }: DiagnosisInput): Seen | undefined {
  const share = throttledShare ?? telemetry['target.throttled']?.mean ?? 0;
  if (share < oftenThrottled) return undefined;
  const clause = `its CPU limit was used up in ${percentOf(share, false)} of the periods`;
  return { sentence: 'its own CPU limit holds it up', clause, strength: 0.8 };
}

function singleThread({ telemetry, cores = 1 }: DiagnosisInput): Seen | undefined {
  const used = telemetry['target.cpu'];
  if (!used || cores < 2 || (telemetry['gpu.busy']?.mean ?? 0) >= gpuWaits) return undefined;
  if (used.mean < oneCore.least || used.mean > oneCore.most || used.most > oneCore.peak) return undefined;
  const clause = `it used ${twoDigits(used.mean)} of ${twoDigits(cores)} cores, and ${twoDigits(used.most)} at most`;
  return { sentence: 'one thread does the work', clause, strength: 0.6 };
}
