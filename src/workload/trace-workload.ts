import { SluiceError } from '../model/error.ts';
import type { DatasetRow, ReplayArrivals, RowCondition } from '../model/plan.ts';
import type { ArrivalTrace, Workload, WorkloadItem } from '../model/schedule.ts';
import { readArrivals, traceOf } from './arrival-trace.ts';
import { noMatch } from './make-workload.ts';
import type { ClassRows } from './make-workload.ts';
import { holds } from './row-condition.ts';

/**
 * The workload of classes that all draw from the file that is replayed: every request is sent with its own input at its
 * own time, as one of the first class that its row fits. Rows that fit no class are not sent. How often a class comes is
 * what the trace says, and no weight.
 * @param text of the trace, whose row i is row i of every class
 * @throws SluiceError dataset-no-match where a class is left without rows, and as `parseArrivalTrace` does
 */
export function makeTraceWorkload(
  classes: readonly ClassRows[],
  text: string,
  replay: ReplayArrivals,
): Workload & { trace: ArrivalTrace } {
  const arrivals = readArrivals(text, replay);
  checkRows(classes, arrivals.length, replay);
  const ms: number[] = [];
  const items: WorkloadItem[] = [];
  for (const [index, at] of arrivals.entries()) {
    const item = itemOfRow(classes, index);
    if (!item) continue;
    ms.push(at);
    items.push(item);
  }
  const counts = classes.map((_, own) => items.filter(({ classIndex }) => classIndex === own).length);
  const empty = classes[counts.indexOf(0)];
  if (empty) throw leftOut(empty);
  return {
    classes: classes.map(({ name }, own) => ({ name, share: (counts[own] ?? 0) / items.length })),
    items,
    trace: { ...traceOf(ms, replay), ownItems: true },
  };
}

function itemOfRow(classes: readonly ClassRows[], index: number): WorkloadItem | undefined {
  for (const [classIndex, { rows, where }] of classes.entries()) {
    const row = rows[index];
    if (row && fits(row, where)) return { classIndex, row };
  }
  return undefined;
}

const fits = (row: DatasetRow, where: readonly RowCondition[]): boolean =>
  where.every((condition) => holds(condition, row));

/** Why no request of the trace is one of this class. */
function leftOut(requestClass: ClassRows): SluiceError {
  const { name, rows, where } = requestClass;
  const fitting = rows.filter((row) => fits(row, where)).length;
  if (fitting === 0) return noMatch(requestClass);
  return new SluiceError('dataset-no-match', {
    fact: `Of the ${rows.length} rows of the trace ${fitting} fit the class ${name}, and all of them fit a class before it, which takes them.`,
    remedy: `Give the classes before ${name} a narrower \`where\`, or write ${name} above them.`,
  });
}

/** A layout of conversations leaves out those that cannot be sent; then rows and times no longer belong together. */
function checkRows(classes: readonly ClassRows[], arrivals: number, { path }: ReplayArrivals): void {
  const odd = classes.find(({ rows }) => rows.length !== arrivals);
  if (!odd) return;
  throw new SluiceError('config-invalid', {
    location: path,
    fact: `The trace has ${arrivals} rows, and the class ${odd.name} ${odd.rows.length} inputs of it.`,
    remedy: 'Write `inputs: drawn` at `load.arrivals.replay`, or `layout: rows` in the class.',
  });
}
