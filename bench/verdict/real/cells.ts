/** One kind of whole gate: what is changed in the candidate's image, and what a gate must name to have found it. */
export interface RealCell {
  name: string;
  /** What the candidate's image sets; the base sets nothing. */
  environment: Readonly<Record<string, string>>;
  /** The gated metrics that the change is to be found in, as `id class`; none for A/A. */
  injected: readonly string[];
  /** For `--set`, where the settings of all cells could not judge this one. */
  settings: readonly string[];
}

const everyClass = ['latency.p50 short', 'latency.p50 medium', 'latency.p50 long'];

/**
 * A start is judged from 6 of each arm, so both arms start anew for every pair; with 6 s for two starts and their warm-ups,
 * 12 pairs take 3 minutes.
 */
const startAnew = ['pairing.restart-every=1', 'pairing.maximum-pairs=12', 'profiles.pr.budget=4m'];

/**
 * At 12 requests a block, one request in a hundred is 3 in a whole gate, of which nothing can be concluded. So: short
 * inputs alone, 30 a second (36 % of what two workers can do), in blocks of 3 s: about one error in every pair.
 */
const manyRequests = [
  'workload.classes.medium.weight=0',
  'workload.classes.long.weight=0',
  'load.mixed-rate=30',
  'pairing.block=3s',
  'profiles.pr.budget=4m',
];

export const realCells: readonly RealCell[] = [
  // A factor of 1 is no change; it only makes an image of its own.
  { name: 'A/A', environment: { SLOWDOWN: '1' }, injected: [], settings: [] },
  { name: 'all +10 %', environment: { SLOWDOWN: '1.1' }, injected: everyClass, settings: [] },
  { name: 'all +20 %', environment: { SLOWDOWN: '1.2' }, injected: everyClass, settings: [] },
  {
    name: 'long +30 %',
    environment: { SLOWDOWN: '1.3', SLOWDOWN_FROM_WORDS: '61' },
    injected: ['latency.p50 long'],
    settings: [],
  },
  {
    name: 'errors +1 point',
    environment: { ERROR_RATE: '0.01' },
    injected: ['error-rate all'],
    settings: manyRequests,
  },
  {
    name: 'start x2',
    environment: { START_SLOWDOWN: '2' },
    injected: ['cold-start all'],
    settings: startAnew,
  },
  // What the false alarms of starts are: in the other A/A cell there are too few of them to be judged.
  { name: 'A/A starts', environment: { SLOWDOWN: '1' }, injected: [], settings: startAnew },
];

/** The cells of these names; all without any. */
export function chooseCells(names: readonly string[]): RealCell[] {
  const unknown = names.filter((name) => !realCells.some((cell) => cell.name === name));
  if (unknown.length > 0) {
    const known = realCells.map(({ name }) => `'${name}'`).join(', ');
    throw new RangeError(`There is no cell '${unknown.join("', '")}'. Cells: ${known}.`);
  }
  return realCells.filter(({ name }) => names.length === 0 || names.includes(name));
}
