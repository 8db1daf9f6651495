import { SluiceError } from '../../model/error.ts';

const minuteMs = 60_000;
/** Logs are written when a request ends, so those that began earlier may come later. */
const mostDisorderMs = 10 * minuteMs;
/** Of gaps that are compared with each other: so few that the rate hardly changes within them. */
const groupSize = 100;
const fewestGroups = 5;
const longestGroupMs = 60 * minuteMs;
/** Beyond, most likely the clock of the log is too coarse to see gaps. */
const mostZeroGaps = 0.1;
/** Of distinct minutes: almost four years. */
const mostMinutes = 2_000_000;

export interface ArrivalSummary {
  firstMs: number;
  lastMs: number;
  meanPerSecond: number;
  /** The busiest whole minute of the clock. */
  peak: { perSecond: number; startMs: number };
  /** 99 % of the minutes in which anything came had no more than this. */
  p99PerSecond: number;
  busiestHour: { requests: number; startMs: number };
  burstiness: Burstiness;
}

export type Burstiness =
  | { kind: 'measured'; value: number; groups: number }
  | { kind: 'coarse'; zeroGaps: number }
  | { kind: 'few' };

/** Counts arrivals as they are read, in memory that grows with the minutes of the log and not with its requests. */
export class ArrivalTally {
  private readonly perMinute = new Map<number, number>();
  /** Times of the minutes that a late row may still belong to. */
  private readonly open = new Map<number, number[]>();
  private closedBelow = -Infinity;
  private firstMs = Infinity;
  private lastMs = -Infinity;
  private previousMs: number | undefined;
  private readonly gaps = { all: 0, zero: 0 };
  private readonly group = { size: 0, sum: 0, squares: 0 };
  private readonly groups = { count: 0, squaredVariation: 0 };

  /** @param location of the row, for messages */
  add(atMs: number, location: () => string): void {
    const minute = Math.floor(atMs / minuteMs);
    if (minute < this.closedBelow) throw disordered(this.lastMs - atMs, location());
    this.perMinute.set(minute, (this.perMinute.get(minute) ?? 0) + 1);
    if (this.perMinute.size > mostMinutes) throw tooLong(location());
    const times = this.open.get(minute);
    if (times) times.push(atMs);
    else this.open.set(minute, [atMs]);
    this.firstMs = Math.min(this.firstMs, atMs);
    if (atMs <= this.lastMs) return;
    this.lastMs = atMs;
    this.close(Math.floor((atMs - mostDisorderMs) / minuteMs));
  }

  span(): { firstMs: number; lastMs: number } {
    return { firstMs: this.firstMs, lastMs: this.lastMs };
  }

  summarise(): ArrivalSummary {
    this.close(Infinity);
    const { firstMs, lastMs } = this;
    const minutes = [...this.perMinute].sort(([a], [b]) => a - b);
    const requests = minutes.reduce((sum, [, count]) => sum + count, 0);
    const meanPerSecond = ((requests - 1) * 1000) / (lastMs - firstMs);
    const [peakMinute, peakCount] = largest(minutes);
    const [hour, hourCount] = largest([...sumByHour(minutes)]);
    const sorted = minutes.map(([, count]) => count).sort((a, b) => a - b);
    return {
      firstMs,
      lastMs,
      meanPerSecond,
      // A log of less than a minute has no whole one.
      peak: { perSecond: Math.max(peakCount / 60, meanPerSecond), startMs: peakMinute * minuteMs },
      p99PerSecond: (sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0) / 60,
      busiestHour: { requests: hourCount, startMs: hour * 60 * minuteMs },
      burstiness: this.burstiness(),
    };
  }

  private close(below: number): void {
    if (below <= this.closedBelow) return;
    this.closedBelow = below;
    const done = [...this.open.keys()].filter((minute) => minute < below).sort((a, b) => a - b);
    for (const minute of done) {
      for (const atMs of Float64Array.from(this.open.get(minute) ?? []).sort()) this.addGap(atMs);
      this.open.delete(minute);
    }
  }

  private addGap(atMs: number): void {
    const gapMs = atMs - (this.previousMs ?? atMs);
    const isFirst = this.previousMs === undefined;
    this.previousMs = atMs;
    if (isFirst) return;
    this.gaps.all += 1;
    if (gapMs === 0) this.gaps.zero += 1;
    const { group } = this;
    group.size += 1;
    group.sum += gapMs;
    group.squares += gapMs ** 2;
    if (group.size < groupSize) return;
    if (group.sum > 0 && group.sum <= longestGroupMs) {
      this.groups.count += 1;
      this.groups.squaredVariation += (groupSize * group.squares) / group.sum ** 2 - 1;
    }
    Object.assign(group, { size: 0, sum: 0, squares: 0 });
  }

  /**
   * The shape of gamma-distributed gaps, from their coefficient of variation in groups of 100 that follow each other, so
   * that the change from night to day is not taken for bursts. The squared coefficient of variation of n such gaps by their
   * own mean is (n - 1) / (n * shape + 1) on average (`scenario/gamma-arrivals.ts`), solved here for the shape.
   */
  private burstiness(): Burstiness {
    if (this.groups.count < fewestGroups) return { kind: 'few' };
    const zeroGaps = this.gaps.zero / this.gaps.all;
    if (zeroGaps > mostZeroGaps) return { kind: 'coarse', zeroGaps };
    const squaredVariation = this.groups.squaredVariation / this.groups.count;
    const shape = ((groupSize - 1) / squaredVariation - 1) / groupSize;
    return { kind: 'measured', value: Math.min(Math.max(shape, 0.01), 1000), groups: this.groups.count };
  }
}

function sumByHour(minutes: readonly [number, number][]): Map<number, number> {
  const hours = new Map<number, number>();
  for (const [minute, count] of minutes) {
    const hour = Math.floor(minute / 60);
    hours.set(hour, (hours.get(hour) ?? 0) + count);
  }
  return hours;
}

const largest = (counts: readonly [number, number][]): [number, number] =>
  counts.reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);

function disordered(earlierMs: number, location: string): SluiceError {
  return new SluiceError('dataset-malformed', {
    location,
    fact: `The time is ${Math.round(earlierMs / 1000)} s before one above; rows may come at most ${mostDisorderMs / minuteMs} minutes late.`,
    remedy: 'Sort the log by the time at which requests began.',
  });
}

function tooLong(location: string): SluiceError {
  return new SluiceError('dataset-malformed', {
    location,
    fact: `The log has requests in more than ${mostMinutes} different minutes.`,
    remedy: 'Give `--unit ms` if its times are milliseconds, or fit some weeks of it.',
  });
}
