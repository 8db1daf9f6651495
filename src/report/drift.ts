import { allClasses } from '../model/metric.ts';
import type { Drift } from '../model/history.ts';
import type { Verdict } from '../model/verdict.ts';
import { formatChange, formatInterval } from './format.ts';
import { metricName } from './wording.ts';

const maximumNamed = 3;
const maximumListed = 20;

/**
 * What has become slower since the last release, although no single change had to say so. Undefined where nothing is
 * beyond its tolerance. Unescaped.
 */
export function driftLine({ drift = [] }: Pick<Verdict, 'drift'>): string | undefined {
  const beyond = drift
    .filter((change) => change.beyond)
    .toSorted(
      (a, b) =>
        Number(a.class !== allClasses) - Number(b.class !== allClasses) ||
        Math.abs(b.effect) - Math.abs(a.effect),
    );
  const [first] = beyond;
  if (!first) return undefined;
  const more = beyond.length - maximumNamed;
  const named = beyond.slice(0, maximumNamed).map(changeText);
  return `Since ${first.release}, all changes together: ${[...named, ...(more > 0 ? [`${more} more`] : [])].join(', ')}. Each by itself may have been tolerated or accepted; this does not decide the verdict.`;
}

/** Every metric that was held against the last release. Undefined where there is none. Unescaped. */
export function driftFact({ drift = [] }: Pick<Verdict, 'drift'>): string | undefined {
  const [first] = drift;
  if (!first) return undefined;
  return `Since the release ${first.release}: ${drift.slice(0, maximumListed).map(changeText).join(', ')}.`;
}

/** `p95 latency +48 % (95 % interval +21 to +82 %)`. */
function changeText(change: Drift): string {
  const { id, effect, interval } = change;
  return `${metricName(change)} ${formatChange(id, effect)} (95 % interval ${formatInterval(id, interval)})`;
}
