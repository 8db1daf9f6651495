/** How often it is looked whether this thread still runs. */
const beatMs = 50;

export interface StandstillSources {
  /** Milliseconds on a clock that never goes back. */
  monotonicMs: () => number;
  /** Milliseconds of the wall clock. */
  wallMs: () => number;
  /** Calls back every `intervalMs` until the returned function is called. */
  repeat: (work: () => void, intervalMs: number) => () => void;
}

/** The longest gaps of a watch, in milliseconds; each is too short by at most 50 ms. */
export interface Standstill {
  /** In which the monotonic clock went on: this thread did not run. */
  stoppedMs: number;
  /** In which only the wall clock went on: the machine slept. */
  asleepMs: number;
}

export interface StandstillWatch {
  /** Ends the watch. */
  stop(): Standstill;
}

/**
 * Watches for gaps in time: a stopped process, a paused virtual machine, a laptop that was put to sleep. While the whole
 * machine sleeps, the monotonic clock of Linux stands still as well, and only the wall clock tells; hence both are read. A
 * wall clock that is set forward during a block looks the same, and costs that block. The timer keeps no program alive.
 */
export function watchStandstill(sources: StandstillSources = systemSources): StandstillWatch {
  const { monotonicMs, wallMs, repeat } = sources;
  let last = { monotonic: monotonicMs(), wall: wallMs() };
  const longest: Standstill = { stoppedMs: 0, asleepMs: 0 };
  const beat = (): void => {
    const now = { monotonic: monotonicMs(), wall: wallMs() };
    const passedMs = now.monotonic - last.monotonic;
    longest.stoppedMs = Math.max(longest.stoppedMs, passedMs - beatMs);
    longest.asleepMs = Math.max(longest.asleepMs, now.wall - last.wall - passedMs);
    last = now;
  };
  const end = repeat(beat, beatMs);
  return {
    stop() {
      end();
      // A gap right before the end has no beat after it.
      beat();
      return { ...longest };
    },
  };
}

const systemSources: StandstillSources = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  repeat(work, intervalMs) {
    const timer = setInterval(work, intervalMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
