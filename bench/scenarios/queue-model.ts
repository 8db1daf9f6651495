/** What theory says of the queue server: so many workers behind one queue, first come, first served. */
export interface QueueModel {
  workers: number;
  /** On average. */
  serviceMs: number;
  /** `lognormal` has a coefficient of variation of 0.5; of `two kinds`, one request in ten takes four times as long as the others. */
  service: 'fixed' | 'exponential' | 'lognormal' | 'two kinds';
  /** Poisson where it is not given. */
  arrivals?: 'poisson' | 'constant';
  /** A request that finds so many waiting is refused. */
  queueLimit?: number;
}

/** Requests a second. */
export const capacityOf = ({ workers, serviceMs }: QueueModel): number => (1000 * workers) / serviceMs;

/** p95 of the time from arrival to answer, in milliseconds: by formula where there is one, else by a long simulation. */
export function p95Of(model: QueueModel, ratePerSecond: number): number {
  const { service, arrivals = 'poisson', queueLimit = Infinity } = model;
  return service === 'exponential' && arrivals === 'poisson' && queueLimit === Infinity
    ? exponentialP95(model, ratePerSecond)
    : simulatedP95(model, ratePerSecond);
}

/** The rate at which p95 is `factor` times what it is at the rate `light`, by halving. */
export function kneeOfModel(model: QueueModel, light: number, factor: number): number {
  const limitMs = factor * p95Of(model, light);
  // Beyond its capacity every queue grows; one that is cut off may need that.
  let [low, high] = [light, model.queueLimit === undefined ? capacityOf(model) : 2 * capacityOf(model)];
  while (high / low > 1.001) {
    const middle = (low + high) / 2;
    if (p95Of(model, middle) < limitMs) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Of M/M/c: with the probability C of Erlang's formula a request waits, for an exponential time of rate `c mu - lambda`, and then is
 * served for one of rate `mu` (Kleinrock, Queueing Systems I, 1975, sections 3.5 and 5.7).
 */
function exponentialP95(model: QueueModel, ratePerSecond: number): number {
  const [mu, lambda] = [1 / model.serviceMs, ratePerSecond / 1000];
  const drain = model.workers * mu - lambda;
  const waits = erlangC(model.workers, lambda / mu);
  const beyond = (ms: number) =>
    (1 - waits) * Math.exp(-mu * ms) +
    (waits * (drain * Math.exp(-mu * ms) - mu * Math.exp(-drain * ms))) / (drain - mu);
  let [low, high] = [0, model.serviceMs];
  while (beyond(high) > 0.05) high *= 2;
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (beyond(middle) > 0.05) low = middle;
    else high = middle;
  }
  return low;
}

/** By way of Erlang's B, which has a recursion that loses no digits. */
export function erlangC(workers: number, offered: number): number {
  let blocked = 1;
  for (let n = 1; n <= workers; n += 1) blocked = (offered * blocked) / (n + offered * blocked);
  return blocked / (1 - (offered / workers) * (1 - blocked));
}

const simulated = 100_000;

function simulatedP95(model: QueueModel, ratePerSecond: number): number {
  // The same chance for every rate, so that p95 rises with it.
  const { latencyMs } = simulateQueue(model, ratePerSecond, simulated, lehmer(1));
  const answered = latencyMs.filter((ms) => !Number.isNaN(ms)).sort();
  return answered[Math.round(0.95 * answered.length)] as number;
}

export function simulateQueue(
  model: QueueModel,
  ratePerSecond: number,
  count: number,
  random: () => number,
): { dueMs: Float64Array; latencyMs: Float64Array } {
  const meanMs = 1000 / ratePerSecond;
  const dueMs = new Float64Array(count);
  for (let i = 0, now = 0; i < count; i += 1) {
    now += model.arrivals === 'constant' ? meanMs : -meanMs * Math.log(1 - random());
    dueMs[i] = now;
  }
  return { dueMs, latencyMs: serveQueue(model, dueMs, random) };
}

/**
 * Latencies of requests that come at these times, ascending, to a server that has nothing to do yet: each is served by the worker
 * that is free first (Kiefer and Wolfowitz, Trans. AMS 78, 1955). NaN for those that are refused.
 */
export function serveQueue(model: QueueModel, dueMs: Float64Array, random: () => number): Float64Array {
  const { workers, queueLimit = Infinity } = model;
  const freeAtMs = new Float64Array(workers);
  const beganAtMs: number[] = [];
  let begun = 0;
  return dueMs.map((now) => {
    const worker = freeAtMs.indexOf(Math.min(...freeAtMs));
    const beginsAtMs = Math.max(now, freeAtMs[worker] as number);
    while ((beganAtMs[begun] ?? Infinity) <= now) begun += 1;
    if (beginsAtMs > now && beganAtMs.length - begun >= queueLimit) return Number.NaN;
    beganAtMs.push(beginsAtMs);
    freeAtMs[worker] = beginsAtMs + drawServiceMs(model, random);
    return (freeAtMs[worker] as number) - now;
  });
}

/** Of the logarithm, for a coefficient of variation of 0.5. */
const logSpread = Math.sqrt(Math.log(1 + 0.5 ** 2));

function drawServiceMs({ service, serviceMs }: QueueModel, random: () => number): number {
  switch (service) {
    case 'fixed':
      return serviceMs;
    case 'exponential':
      return -serviceMs * Math.log(1 - random());
    case 'lognormal':
      return serviceMs * Math.exp(logSpread * normal(random) - logSpread ** 2 / 2);
    case 'two kinds':
      return (serviceMs / 1.3) * (random() < 0.1 ? 4 : 1);
  }
}

/** By Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Park and Miller's generator: uniform in (0, 1), the same everywhere. */
export function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
