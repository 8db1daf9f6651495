/** A server that stays up and answers wrongly, late, or not at all. */
import assert from 'node:assert/strict';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { assertSound, assertVerdict, describe, type Observed } from '../observed.ts';
import { errorKinds } from '../runs.ts';
import { errorLimit, pairedSettings, sloSettings, streamSettings, type Faulty } from '../settings.ts';

const side = 'model';

/** The error rate breaks its limit, and each error is counted as what it was. */
async function failsBy(bench: FaultBench, settings: object, kinds: string[], inputs = {}): Promise<string> {
  await bench.setScene(settings);
  const observed = await bench.main({ inputs });
  assertVerdict(observed, 'fail');
  assert.equal(observed.exitCode, 1);
  return `${describe(observed)}; ${assertKinds(bench, kinds)}`;
}

function assertKinds(bench: FaultBench, kinds: string[]): string {
  const counted = errorKinds(bench.output);
  const names = Object.keys(counted);
  assert.notDeepEqual(names, [], 'no error was counted');
  assert.ok(
    names.every((name) => kinds.includes(name)),
    `errors of other kinds than ${kinds.join(', ')}: ${JSON.stringify(counted)}`,
  );
  return `errors: ${Object.entries(counted)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ')}`;
}

interface WrongAnswer {
  name: string;
  fault: string;
  injected: string;
  /** As which errors it may be counted. */
  kinds: string[];
  streamed?: true;
}

const wrongAnswers: WrongAnswer[] = [
  {
    name: 'errors in bursts',
    fault: 'burst',
    injected: '503 in the last third of every 0.9 s',
    kinds: ['overload'],
  },
  {
    name: 'slow headers',
    fault: 'slow-head',
    injected: 'no status line within 10 s, every third request',
    kinds: ['timeout', 'aborted'],
  },
  {
    name: 'half an answer',
    fault: 'half',
    injected: 'every third answer ends after 19 of 1,000 announced bytes',
    kinds: ['bad-response'],
  },
  {
    name: 'content-length too short',
    fault: 'length-short',
    injected: 'every third answer has five bytes more than it announced',
    kinds: ['bad-response'],
  },
  {
    name: 'content-length too long',
    fault: 'length-long',
    injected: 'every third answer lacks five bytes of those it announced, on a connection that stays open',
    kinds: ['timeout', 'aborted'],
  },
  {
    name: 'connection resets',
    fault: 'reset',
    injected: 'RST in place of every third answer',
    kinds: ['reset'],
  },
  {
    name: 'not HTTP at all',
    fault: 'garbage',
    injected: 'binary noise in place of every third answer',
    kinds: ['bad-response'],
  },
  {
    name: 'a header of 1 MB',
    fault: 'huge-head',
    injected: 'every third answer has a header of 1 MB',
    kinds: ['bad-response'],
  },
  {
    name: 'streams that stall',
    fault: 'stall',
    injected: 'every third stream is silent after two tokens',
    kinds: ['timeout', 'aborted'],
    streamed: true,
  },
  {
    name: 'streams cut short',
    fault: 'stream-cut',
    injected: 'every third stream ends in order after two tokens, without `[DONE]`',
    kinds: ['bad-response'],
    streamed: true,
  },
  {
    name: 'an error inside a stream',
    fault: 'stream-error',
    injected: 'every third stream has status 200, a token and an error object',
    kinds: ['out-of-memory', 'model-error'],
    streamed: true,
  },
];

const fromWrongAnswer = ({ name, fault, injected, kinds, streamed }: WrongAnswer): Fault => ({
  name,
  side,
  injected,
  expected: `fail by the error rate; every error counted as ${kinds.join(' or ')}; all reports`,
  run: (bench) => {
    const settings = streamed ? streamSettings : sloSettings;
    // The warm-up is good.
    const faulty = { FAULT: fault, AFTER: 10, EVERY: fault === 'burst' ? 1 : 3 };
    return failsBy(bench, settings(faulty), kinds);
  },
});

/** Nothing is wrong with the model that the gate measures: it passes. */
async function passes(bench: FaultBench, settings: object): Promise<Observed> {
  await bench.setScene(settings);
  const observed = await bench.main();
  assertVerdict(observed, 'pass');
  assert.equal(observed.exitCode, 0);
  return observed;
}

export const faults: Fault[] = [
  ...wrongAnswers.map(fromWrongAnswer),
  {
    name: 'every answer is a 500',
    side,
    injected: 'status 500 to every request',
    expected: 'invalid, `nothing-measured`: there is no latency to judge; all reports',
    run: async (bench) => {
      await bench.setScene(sloSettings({ FAULT: 'errors' }));
      const observed = await bench.main();
      assertVerdict(observed, 'invalid');
      assert.deepEqual([observed.reasons[0], observed.exitCode], ['nothing-measured', 2]);
      return describe(observed);
    },
  },
  {
    name: 'keep-alive races',
    side,
    injected: 'each connection is closed without a word 0 to 3 ms after its answer',
    expected: 'pass: a request that met a connection on its way out is sent again, and counts once',
    run: async (bench) => describe(await passes(bench, sloSettings({ FAULT: 'keep-alive' }))),
  },
  {
    name: 'a token of 10 MB',
    side,
    injected: 'one event of 10 MB in every tenth stream',
    expected: 'pass; the gate takes less than 600 MB of memory',
    run: async (bench) => {
      await bench.setScene(streamSettings({ FAULT: 'huge-token', EVERY: 10 }));
      const endMemory = bench.watchMemory();
      const observed = await bench.main();
      const peakMb = endMemory();
      assertVerdict(observed, 'pass');
      assert.ok(peakMb > 0 && peakMb < 600, `the gate took ${peakMb} MB`);
      return `${describe(observed)}; at most ${Math.round(peakMb)} MB`;
    },
  },
  {
    name: 'it hangs in the middle, candidate',
    side,
    injected: 'no answer from request 60 on, the base is healthy',
    expected: 'fail or invalid, never green; all reports',
    run: (bench) => hangs(bench, { FAULT: 'hang', AFTER: 60 }, {}),
  },
  {
    name: 'it hangs in the middle, base',
    side,
    injected: 'no answer of the base from request 60 on, the candidate is healthy',
    expected: 'no pass by a broken base: inconclusive or invalid with the reason; all reports',
    run: (bench) => hangs(bench, {}, { FAULT: 'hang', AFTER: 60 }),
  },
  {
    name: 'an equal pair with errors in both arms',
    side,
    injected: '503 in bursts, in both arms alike',
    expected: 'pass or inconclusive: no regression, and the errors are told',
    run: async (bench) => {
      await bench.setScene(pairedSettings({ FAULT: 'burst' }, { FAULT: 'burst' }));
      const observed = await bench.main();
      assertSound(observed);
      return describe(observed);
    },
  },
];

async function hangs(bench: FaultBench, candidate: Faulty, base: Faulty): Promise<string> {
  await bench.setScene(pairedSettings(candidate, base, { slo: errorLimit }));
  const observed = await bench.main();
  assertVerdict(observed, ...('FAULT' in candidate ? ['fail', 'invalid'] : ['inconclusive', 'invalid']));
  return describe(observed);
}
