/** What `npm run demo` and its repetition in bench/demo both gate. Paths start from the repository's root. */
export const demoConfig = 'examples/ticket-routing/demo.yml';

export interface Demonstration {
  name: 'unchanged' | 'slower';
  title: string;
  /** For `--set`. */
  settings: string[];
  expected: 'pass' | 'fail';
}

export const demonstrations: Demonstration[] = [
  { name: 'unchanged', title: 'An unchanged build', settings: [], expected: 'pass' },
  {
    name: 'slower',
    title: 'A build whose long inputs are 30 % slower',
    settings: ['target.process.env.SLOWDOWN=1.3', 'target.process.env.SLOWDOWN_FROM_WORDS=61'],
    expected: 'fail',
  },
];

/** Both gates together stay below four minutes: the second has what the first leaves. */
const togetherSeconds = 234;
const mostOfFirstSeconds = 120;

export function budgetSeconds({ name }: Demonstration, usedSeconds: number): number {
  return name === 'unchanged' ? mostOfFirstSeconds : Math.floor(togetherSeconds - usedSeconds);
}

export interface DemoResult {
  verdict: string;
  sentence: string;
  pairsUsed: number;
  metrics: {
    id: string;
    class: string;
    result: string;
    effect: number | null;
    interval: [number, number] | null;
  }[];
}

/** A fail must name what was slowed down. */
export function isAsExpected({ expected }: Demonstration, { verdict, metrics }: DemoResult): boolean {
  const namesLong = metrics.some((metric) => metric.class === 'long' && metric.result === 'regressed');
  return verdict === expected && (expected !== 'fail' || namesLong);
}
