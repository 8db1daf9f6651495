import type { CopiedAction } from '../action/gate-scene.ts';
import { FaultBench } from './bench.ts';
import type { Fault } from './fault.ts';

export interface FaultResult {
  name: string;
  passed: boolean;
  /** One line; of a failure its first. */
  observed: string;
  tookMs: number;
  /** The whole failure, for the log. */
  failure?: string;
}

/** What takes longer hangs: its gate is ended with everything else of it. */
const defaultMostSeconds = 120;

/** Runs one fault to its end; what it left behind is a failure, too. Never throws. */
export async function runFault(fault: Fault, copied: CopiedAction): Promise<FaultResult> {
  const startedAtMs = performance.now();
  const bench = new FaultBench(copied, { usesContainers: fault.needs === 'docker' });
  const failures: string[] = [];
  let observed = '';
  const tooLong = Promise.withResolvers<never>();
  const { mostSeconds = defaultMostSeconds } = fault;
  const limit = setTimeout(
    () => tooLong.reject(new Error(`it was not done in ${mostSeconds} s`)),
    mostSeconds * 1000,
  );
  try {
    observed = await Promise.race([fault.run(bench), tooLong.promise]);
  } catch (thrown) {
    failures.push(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  }
  clearTimeout(limit);
  try {
    const left = await bench.close();
    if (left.length > 0) failures.push(`left behind: ${left.join(', ')}`);
  } catch (thrown) {
    failures.push(`its end failed: ${String(thrown)}`);
  }
  const result = { name: fault.name, tookMs: performance.now() - startedAtMs };
  if (failures.length === 0) return { ...result, passed: true, observed };
  const failure = failures.join('\n');
  return { ...result, passed: false, observed: failure.split('\n')[0]!, failure };
}
