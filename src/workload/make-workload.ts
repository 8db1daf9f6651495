import { columnNames } from '../model/column-names.ts';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow, RowCondition, SamplePlan } from '../model/plan.ts';
import type { Random, Workload } from '../model/schedule.ts';
import { cellOf, holds, measure } from './row-condition.ts';
import { sampleRows } from './sample-rows.ts';

/** A request class with the rows that it may draw from. */
export interface ClassRows {
  name: string;
  weight: number;
  rows: readonly DatasetRow[];
  /** All must hold for a row to be taken. */
  where: readonly RowCondition[];
  /** Of the rows that fit; all of them where it is absent. */
  sample?: SamplePlan & { random: Random };
}

/**
 * The classes with their shares, and every input that they may send, class by class in the order of the data.
 * @throws SluiceError dataset-no-match where a class is left without rows, weights-zero where the weights give no shares
 */
export function makeWorkload(classes: readonly ClassRows[]): Workload {
  const total = classes.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0) || classes.some(({ weight }) => weight < 0)) {
    throw new SluiceError('weights-zero', {
      fact: `The weights of the classes are ${classes.map(({ name, weight }) => `${name} ${weight}`).join(', ') || 'missing'}.`,
      remedy: 'Give every class a weight of 0 or above, and at least one a weight above 0.',
    });
  }
  return {
    classes: classes.map(({ name, weight }) => ({ name, share: weight / total })),
    items: classes.flatMap((each, classIndex) => chosenRows(each).map((row) => ({ classIndex, row }))),
  };
}

function chosenRows(requestClass: ClassRows): DatasetRow[] {
  const { name, rows, where, sample } = requestClass;
  const matching = rows.filter((row) => where.every((condition) => holds(condition, row)));
  if (matching.length === 0) throw noMatch(requestClass);
  if (!sample) return matching;
  if (sample.replacement || sample.rows <= matching.length)
    return sampleRows(matching, sample, sample.random);
  throw new SluiceError('config-invalid', {
    fact: `The class ${name} has ${matching.length} rows that fit, and a sample of ${sample.rows} is asked.`,
    remedy: `Ask for at most ${matching.length} rows, or write \`sample: { rows: ${sample.rows}, replacement: true }\`.`,
  });
}

/** Why a class is left without rows: what its data holds in the columns of its conditions. */
export function noMatch({ name, rows, where }: ClassRows): SluiceError {
  const conditions = where.map(({ written }) => written).join(', ');
  const evidence = where.map((condition) => describeColumn(condition, rows));
  return new SluiceError('dataset-no-match', {
    fact: `No row of ${rows.length} fits the class ${name} (${conditions || 'no condition'}): ${evidence.join('; ')}.`,
    remedy: `Change \`where\` of the class ${name}, or add rows of that kind to its dataset.`,
  });
}

/** What the data holds in the column of a condition: `words: '<15': words goes from 16 to 140`. */
function describeColumn({ column, equals, written }: RowCondition, rows: readonly DatasetRow[]): string {
  const cells = rows
    .map((row) => cellOf(row, column))
    .filter((value) => value !== undefined && value !== null);
  if (cells.length === 0) {
    const columns = [...new Set(rows.slice(0, 100).flatMap((row) => Object.keys(row)))];
    return `no row has the column ${column}, there are ${columnNames(columns)}`;
  }
  if (equals !== undefined) {
    const values = [...new Set(cells.map(String))].slice(0, 10);
    return `${written}: ${column} is one of ${values.join(', ')}`;
  }
  const measured = cells.map(measure).filter((value) => value !== undefined);
  if (measured.length === 0) return `${written}: ${column} holds neither numbers nor texts`;
  const low = measured.reduce((a, b) => Math.min(a, b));
  const high = measured.reduce((a, b) => Math.max(a, b));
  const unit = cells.some((value) => typeof value === 'string') ? ' characters' : '';
  return `${written}: ${column} goes from ${low} to ${high}${unit}`;
}
