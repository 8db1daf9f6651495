import { z } from 'zod';
import type { GeneratorBounds, LoadPlan, TimeoutPlan } from '../model/plan.ts';
import { arrivalsSchema, planArrivals } from './arrivals-schema.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { engineSchema, planEngine } from './engine-schema.ts';
import type { PathChecker } from './path-checker.ts';
import { percentage } from './percentage.ts';

const rate = z.number().positive().max(1_000_000);

export const loadSchema = closed({
  'expected-rate': rate.optional(),
  'mixed-rate': rate.optional(),
  arrivals: arrivalsSchema.optional().describe('How requests are spread over time.'),
  timeouts: closed({
    connect: duration().optional(),
    'first-byte': duration().optional(),
    'between-chunks': duration().optional(),
    total: duration().optional(),
    grace: duration({ allowZero: true }).optional(),
  }).optional(),
  workers: z.number().int().min(0).max(64).optional(),
  engine: engineSchema.optional().describe('What sends the load: `built-in` by default.'),
  generator: closed({
    'send-lag-p99': duration().optional(),
    'minimum-achieved-rate': percentage({ above: 0, atMost: 1 }).optional(),
    'event-loop-delay-p99': duration().optional(),
    'cpu-stolen': percentage({ above: 0, atMost: 1 }).optional(),
  }).optional(),
});

type LoadSettings = z.output<typeof loadSchema>;

export const guessedRatePerSecond = 10;
/** Beyond 60 % of what a server can do, queueing blows the noise up: 4 to 7 % false alarms at 80 %. */
const mixedShare = 0.6;

const timeouts: TimeoutPlan = {
  connectMs: 5_000,
  firstByteMs: 60_000,
  betweenChunksMs: 30_000,
  totalMs: 120_000,
  graceMs: 10_000,
};

/**
 * Tolerant on purpose. Where model and generator share two busy cores, a preempted thread comes back after one to
 * three slices of the kernel's scheduler (a few milliseconds each), so 25 ms at p99 still passes on a hosted runner,
 * while a generator that cannot keep up runs hundreds of milliseconds behind within a block of 5 s.
 * Latency counts from the scheduled time, so lag is part of it in both arms alike; the bound keeps it from being most of it.
 */
const generator: Required<GeneratorBounds> = {
  sendLagP99Ms: 25,
  minimumAchievedRate: 0.95,
  eventLoopDelayP99Ms: 25,
  // Beyond it, more was taken away than was left. Not less: steal of a quarter to a half spoils single requests in either arm,
  // which trimming is made for, and on a shared machine it may go on for minutes, in which a stricter rule leaves nothing to
  // judge (docs/figures.md).
  mostStolenShare: 0.5,
};

export function planLoad(settings: LoadSettings = {}, paths: PathChecker, guesses: string[]): LoadPlan {
  if (settings['expected-rate'] === undefined) {
    guesses.push(
      `expected rate: ${guessedRatePerSecond} requests/s, because load.expected-rate is not given`,
    );
  }
  const expectedRatePerSecond = settings['expected-rate'] ?? guessedRatePerSecond;
  const limits = settings.timeouts;
  const bounds = settings.generator;
  return {
    expectedRatePerSecond,
    mixedRatePerSecond: settings['mixed-rate'] ?? expectedRatePerSecond * mixedShare,
    arrivals: planArrivals(settings.arrivals, settings['mixed-rate'], paths),
    timeouts: {
      connectMs: limits?.connect ?? timeouts.connectMs,
      firstByteMs: limits?.['first-byte'] ?? timeouts.firstByteMs,
      betweenChunksMs: limits?.['between-chunks'] ?? timeouts.betweenChunksMs,
      totalMs: limits?.total ?? timeouts.totalMs,
      graceMs: limits?.grace ?? timeouts.graceMs,
    },
    workers: settings.workers ?? 0,
    ...planEngine(settings.engine, paths),
    generator: {
      sendLagP99Ms: bounds?.['send-lag-p99'] ?? generator.sendLagP99Ms,
      minimumAchievedRate: bounds?.['minimum-achieved-rate'] ?? generator.minimumAchievedRate,
      eventLoopDelayP99Ms: bounds?.['event-loop-delay-p99'] ?? generator.eventLoopDelayP99Ms,
      mostStolenShare: bounds?.['cpu-stolen'] ?? generator.mostStolenShare,
    },
  };
}
