import type { Noise } from './noise.ts';
import type { RandomStream } from './random-stream.ts';

const stepSeconds = 0.25;

/** One machine for the length of a measurement: how much slower than usual it is, on a grid of time. */
export interface Session {
  stepSeconds: number;
  slowness: Float64Array;
  /** The same for the whole session. */
  machine: number;
  noise: Noise;
}

export function makeSession(random: RandomStream, noise: Noise, seconds: number): Session {
  const slowness = new Float64Array(Math.ceil(seconds / stepSeconds) + 8);
  const keepSlow = Math.exp(-stepSeconds / noise.slowSeconds);
  const keepFast = Math.exp(-stepSeconds / noise.fastSeconds);
  let slow = random.normal() * noise.slow;
  let fast = random.normal() * noise.fast;
  const trend = (random.normal() * noise.drift) / 60;
  let nextBurst =
    noise.burstEverySeconds < Infinity ? random.exponential() * noise.burstEverySeconds : Infinity;
  let burstEnd = -1;
  let burst = 0;
  for (let i = 0; i < slowness.length; i++) {
    const t = i * stepSeconds;
    slow = keepSlow * slow + Math.sqrt(1 - keepSlow * keepSlow) * noise.slow * random.normal();
    fast = keepFast * fast + Math.sqrt(1 - keepFast * keepFast) * noise.fast * random.normal();
    if (t >= nextBurst) {
      burstEnd = t + random.exponential() * noise.burstSeconds;
      burst = noise.burstAmplitude * Math.exp(0.6 * random.normal());
      nextBurst = burstEnd + random.exponential() * noise.burstEverySeconds;
    }
    slowness[i] = Math.exp(slow + fast + trend * t) * (t < burstEnd ? 1 + burst : 1);
  }
  return { stepSeconds, slowness, machine: Math.exp(noise.run * random.normal()), noise };
}
