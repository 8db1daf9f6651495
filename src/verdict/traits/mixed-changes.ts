import type { BehaviourChange } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Run } from '../../model/run.ts';
import type { TelemetryId } from '../../model/telemetry.ts';
import { comparableWithin, meanOutputTokens, writtenTokens } from '../answer-length.ts';
import type { BlockView } from '../block-view.ts';
import { bytesText, percentOf, twoDigits } from '../numbers.ts';
import { alikeInPairs, hitRateOf } from '../prefix-cache.ts';
import { clearDifference, clearRatio } from './clear-difference.ts';
import type { Difference } from './clear-difference.ts';
import { observePairs, valuesOf } from './observed-pairs.ts';
import type { Observed } from './observed-pairs.ts';

/** More memory or CPU time than this is worth a word; blocks of one server differ by a few percent. */
const muchMore = 0.1;
/** Less than this comes and goes with any library. */
const leastBytes = 16 * 1024 ** 2;
/** Of the requests; the tolerance that error rates have. */
const moreErrors = 0.002;
/** Of 100 requests. */
const morePreemptions = 1;
/** On average, and at least so many times as many. */
const longerQueue = { requests: 1, times: 1.5 };

/** Under the mixed load, pair by pair. */
export function mixedChanges(base: Run, candidate: Run): BehaviourChange[] {
  const observed = observePairs(base, candidate);
  return [
    outputLength(observed),
    hitRate(observed),
    preemptions(observed),
    queueLength(observed),
    memoryUse(observed, 'target.memory', 'memory'),
    // By the server's own word: what the GPU tells is of both arms, which share it.
    memoryUse(observed, 'server.gpu-memory', 'GPU memory'),
    cacheOfRequest(observed),
    cpuTime(observed),
    ...errorKinds(observed),
  ].filter((change) => change !== null);
}

type Change = BehaviourChange | null;

function outputLength({ pairs, starts, classNames }: Observed): Change {
  for (const name of [allClasses, ...classNames]) {
    const lengths = valuesOf(pairs, (_, view) => meanOutputTokens([view], name) ?? undefined);
    const of = name === allClasses ? '' : ` to ${name} inputs`;
    for (const [code, size, word] of [
      ['longer-outputs', comparableWithin, 'longer'],
      ['shorter-outputs', -comparableWithin, 'shorter'],
    ] as const) {
      const clear = clearRatio(lengths, size, starts);
      if (!clear) continue;
      const by = percentOf(clear.candidate / clear.base - 1, false);
      const tokens = `${writtenTokens(clear.candidate)} tokens on average against ${writtenTokens(clear.base)}`;
      return { code, sentence: `answers${of} are ${by} ${word} (${tokens})` };
    }
  }
  return null;
}

/** Of the same prompts: the servers' own doing. */
function hitRate({ pairs }: Observed): Change {
  const clear = clearDifference(
    valuesOf(pairs, (_, view) => hitRateOf([view]) ?? undefined),
    -alikeInPairs,
  );
  const [now, then] = [clear?.candidate, clear?.base].map((share = 0) => percentOf(share, false));
  return (
    clear && {
      code: 'lower-hit-rate',
      sentence: `the prefix cache answers ${now} of the prompt tokens against ${then}`,
    }
  );
}

function preemptions({ pairs, sampled }: Observed): Change {
  const clear = clearDifference(
    valuesOf(pairs, (arm, view) => {
      const perSecond = sampled(arm, view, 'server.preemptions');
      const attempted = view.attempted(allClasses);
      if (perSecond === undefined || attempted === 0) return undefined;
      return (100 * perSecond * view.block.durationMs) / 1000 / attempted;
    }),
    morePreemptions,
  );
  return (
    clear && {
      code: 'more-preemptions',
      sentence: `of 100 requests ${against(clear, twoDigits)} are preempted`,
    }
  );
}

function queueLength({ pairs, sampled }: Observed): Change {
  const clear = clearDifference(
    valuesOf(pairs, (arm, view) => sampled(arm, view, 'server.waiting')),
    longerQueue.requests,
  );
  return clear && clear.candidate >= longerQueue.times * clear.base
    ? { code: 'longer-queue', sentence: `${against(clear, twoDigits)} requests wait on average` }
    : null;
}

function memoryUse({ pairs, starts, sampled }: Observed, id: TelemetryId, name: string): Change {
  const clear = clearRatio(
    valuesOf(pairs, (arm, view) => sampled(arm, view, id)),
    muchMore,
    starts,
  );
  if (!clear || clear.candidate - clear.base < leastBytes) return null;
  return { code: 'more-memory', sentence: `it uses ${more(clear)} ${name} (${against(clear, bytesText)})` };
}

/** What a running request takes of the KV cache. */
function cacheOfRequest({ pairs, starts, sampled }: Observed): Change {
  const clear = clearRatio(
    valuesOf(pairs, (arm, view) => {
      const [share, running] = [sampled(arm, view, 'server.kv-cache'), sampled(arm, view, 'server.running')];
      return share !== undefined && running ? share / running : undefined;
    }),
    muchMore,
    starts,
  );
  const written = (share: number) => percentOf(share, false);
  return (
    clear && {
      code: 'more-memory',
      sentence: `a running request takes ${more(clear)} of the KV cache (${against(clear, written)})`,
    }
  );
}

function cpuTime({ pairs, starts, sampled }: Observed): Change {
  const clear = clearRatio(
    valuesOf(pairs, (arm, view) => {
      const [cores, completed] = [sampled(arm, view, 'target.cpu'), view.completed(allClasses)];
      return cores === undefined || completed === 0 ? undefined : (cores * view.block.durationMs) / completed;
    }),
    muchMore,
    starts,
  );
  const written = (durationMs: number) => `${twoDigits(durationMs)} ms`;
  return (
    clear && {
      code: 'more-cpu',
      sentence: `a request takes ${more(clear)} CPU time (${against(clear, written)})`,
    }
  );
}

/** Kind by kind: as many errors as before may still be others. */
function errorKinds({ pairs }: Observed): BehaviourChange[] {
  const kinds = new Set(pairs.flatMap(({ candidate }) => [...candidate.errorKinds(allClasses).keys()]));
  const shareOf = (views: readonly BlockView[], kind: string) => {
    const sum = (read: (view: BlockView) => number) => views.reduce((total, view) => total + read(view), 0);
    return (
      sum((view) => view.errorKinds(allClasses).get(kind) ?? 0) /
      Math.max(
        1,
        sum((view) => view.attempted(allClasses)),
      )
    );
  };
  return [...kinds].flatMap((kind) => {
    if (
      !clearDifference(
        valuesOf(pairs, (_, view) => shareOf([view], kind)),
        moreErrors,
      )
    )
      return [];
    const [now, then] = (['candidate', 'base'] as const).map((arm) =>
      percentOf(
        shareOf(
          pairs.map((pair) => pair[arm]),
          kind,
        ),
        false,
      ),
    );
    return {
      code: 'other-errors' as const,
      sentence: `${now} of the requests fail with ${kind} against ${then}`,
    };
  });
}

const more = ({ base, candidate }: Difference): string => `${percentOf(candidate / base - 1, false)} more`;

const against = ({ base, candidate }: Difference, write: (value: number) => string): string =>
  `${write(candidate)} against ${write(base)}`;
