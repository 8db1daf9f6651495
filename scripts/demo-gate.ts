import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm run demo` and its repetition in bench/demo both gate. Paths start from the repository's root. */
export const demoConfig = 'examples/ticket-routing/demo.yml';

const root = join(import.meta.dirname, '..');

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

function budgetSeconds({ name }: Demonstration, usedSeconds: number): number {
  return name === 'unchanged' ? mostOfFirstSeconds : Math.floor(togetherSeconds - usedSeconds);
}

/** Runs one half with the bundled program, from the repository's root; what is to be told on stderr goes through. */
export function runGate(
  demonstration: Demonstration,
  options: { usedSeconds: number; out: string; settings?: string[]; flags?: string[] },
): void {
  rmSync(join(root, options.out), { recursive: true, force: true });
  const settings = [...(options.settings ?? []), ...demonstration.settings];
  spawnSync(
    process.execPath,
    [
      join(root, 'dist', 'cli', 'index.js'),
      'run',
      ...['--config', demoConfig],
      ...['--budget', `${budgetSeconds(demonstration, options.usedSeconds)}s`],
      ...(settings.length > 0 ? ['--set', ...settings] : []),
      ...['--out', options.out],
      ...(options.flags ?? []),
    ],
    // stdout holds the table that the comment has, too.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
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
