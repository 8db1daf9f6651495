/** How a runner disturbs what runs on it. Spreads are standard deviations of the logarithm of the service time. */
export interface Noise {
  /** Machine and day: one draw a session. */
  run: number;
  /** Container start. */
  start: number;
  block: number;
  /** Slow and fast wandering (Ornstein-Uhlenbeck), with their time constants in seconds. */
  slow: number;
  slowSeconds: number;
  fast: number;
  fastSeconds: number;
  /** A neighbour's burst: every so many seconds, so long on average, slower by this share. */
  burstEverySeconds: number;
  burstSeconds: number;
  burstAmplitude: number;
  /** Linear trend a minute. */
  drift: number;
  /** Chance that a request takes three times as long. */
  hiccup: number;
}

export type NoiseName = 'none' | 'quiet' | 'hosted' | 'noisy';

/** `quiet` is like bare metal, `hosted` like a shared hosted runner, `noisy` like an over-committed virtual machine. */
export const noises: Record<NoiseName, Noise> = {
  none: noise([0, 0, 0], [0, 60], [0, 2], [Infinity, 1, 0], 0, 0),
  quiet: noise([0.01, 0.003, 0.002], [0.004, 60], [0.005, 2], [120, 0.5, 0.1], 0.001, 0.0005),
  hosted: noise([0.05, 0.007, 0.006], [0.02, 60], [0.02, 2], [60, 2, 0.3], 0.008, 0.002),
  noisy: noise([0.1, 0.015, 0.015], [0.05, 40], [0.04, 3], [25, 3, 0.6], 0.02, 0.005),
};

function noise(
  [run, start, block]: [number, number, number],
  [slow, slowSeconds]: [number, number],
  [fast, fastSeconds]: [number, number],
  [burstEverySeconds, burstSeconds, burstAmplitude]: [number, number, number],
  drift: number,
  hiccup: number,
): Noise {
  return {
    ...{ run, start, block, slow, slowSeconds, fast, fastSeconds },
    ...{ burstEverySeconds, burstSeconds, burstAmplitude, drift, hiccup },
  };
}
