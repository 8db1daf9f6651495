import type { Capacity } from '../../model/characteristics.ts';
import { metrics } from '../../model/metric.ts';
import type { Provenance } from '../../model/run.ts';

/**
 * What may be promised, as a clause for people:
 * `handles 62 requests/s (95 % interval 58 to 65), or 100 concurrent, at p99 latency of at most 500 ms, on 4 cores of ..., 16 GiB`.
 * @param lowestPerSecond the lowest rate that was tried; null where it comes from closed loops
 */
export function capacityStatement(
  capacity: Omit<Capacity, 'statement'>,
  target: Provenance['target'],
  lowestPerSecond: number | null,
): string {
  const { ratePerSecond, limits } = capacity;
  const within = limitWords(limits);
  const where = machineWords(capacity.environment, target);
  if (ratePerSecond.value === 0) {
    const lowest = `${rounded(lowestPerSecond ?? 0)} requests/s, the lowest rate that was tried`;
    return within === ''
      ? `breaks at ${lowest}, already, ${where}`
      : `does not hold ${within} even at ${lowest}, ${where}`;
  }
  const unbound = lowestPerSecond === null ? 'with at most 1 % of errors' : 'before it breaks';
  const at = within === '' ? unbound : `at ${within}`;
  return `handles ${rateWords(capacity)} ${at}, ${where}`;
}

function rateWords({
  ratePerSecond: { value, interval },
  concurrency,
  atLeast,
  limits,
}: Omit<Capacity, 'statement'>): string {
  const users = concurrency === null ? '' : `, or ${concurrency} concurrent,`;
  const rate = `${rounded(value)} requests/s`;
  if (atLeast) {
    const doubt = interval && interval[0] < value ? ` (95 % interval from ${rounded(interval[0])})` : '';
    return `at least ${rate}${doubt}, the most that was tried${users === '' ? ',' : users}`;
  }
  if (interval) return `${rate} (95 % interval ${rounded(interval[0])} to ${rounded(interval[1])})${users}`;
  return `${limits.length === 0 ? '' : 'about '}${rate}${users}`;
}

/** `p99 latency of at most 500 ms and an error rate of at most 0.1 %`. */
function limitWords(limits: Capacity['limits']): string {
  const clauses = limits.map(({ id, limit }) => {
    const { header, unit } = metrics[id];
    const article = id === 'error-rate' ? 'an ' : '';
    const amount = unit === 'share' ? `${Number((limit * 100).toPrecision(3))} %` : `${limit} ${unit}`;
    return `${article}${header} of at most ${amount}`;
  });
  const last = clauses.pop();
  return clauses.length === 0 ? (last ?? '') : `${clauses.join(', ')} and ${last}`;
}

/** Whoever is behind a url has a machine of their own, which nobody here knows. */
function machineWords(
  { cpuModel, cores, memoryGiB, gpus }: Capacity['environment'],
  { kind, name }: Provenance['target'],
): string {
  if (kind === 'url' || kind === 'imported') return `on whatever is behind ${name}`;
  const counted = [...new Set(gpus)].map((gpu) => `${gpus.filter((each) => each === gpu).length} x ${gpu}`);
  const parts = [`${cores} ${cores === 1 ? 'core' : 'cores'} of ${cpuModel}`, `${memoryGiB} GiB`, ...counted];
  return `on ${parts.join(', ')}`;
}

/** Three digits, rounded down: a promise is never rounded up. */
function rounded(value: number): string {
  if (value === 0) return '0';
  const factor = 10 ** (2 - Math.floor(Math.log10(value)));
  return String(Number((Math.floor(value * factor + 1e-9) / factor).toPrecision(3)));
}
