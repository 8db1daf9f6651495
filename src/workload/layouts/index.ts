import { SluiceError } from '../../model/error.ts';
import type { DatasetLayout, DatasetRow } from '../../model/plan.ts';
import type { Layout } from './layout.ts';
import { openAiBatch } from './openai-batch.ts';
import { shareGpt } from './sharegpt.ts';
import { traceLayouts } from './trace.ts';

/** A new layout is one file and one entry here, and its name in `DatasetLayout`. */
const layouts: readonly Layout[] = [shareGpt, openAiBatch, ...traceLayouts];

/** The layout that is named, else the one that the first row looks like; undefined for rows as they are. */
export function chooseLayout(
  rows: readonly DatasetRow[],
  named: DatasetLayout | undefined,
): Layout | undefined {
  const [first] = rows;
  return layouts.find(({ name, fits }) =>
    named === undefined ? first !== undefined && fits(first) : name === named,
  );
}

/**
 * The rows with the standard columns of their layout.
 * @param name of the file, for messages
 * @param locate where row i stands, for messages: `trace.csv:7`
 * @throws SluiceError dataset-malformed at the first row that is not of the layout, dataset-empty where none can be sent
 */
export function arrangeRows(
  rows: readonly DatasetRow[],
  named: DatasetLayout | undefined,
  name: string,
  locate: (row: number) => string,
): DatasetRow[] {
  const layout = chooseLayout(rows, named);
  if (!layout) return [...rows];
  const arranged = rows.flatMap((row, index) => {
    const result = layout.arrange(row);
    switch (result.kind) {
      case 'row':
        return [result.row];
      case 'nothing':
        return [];
      case 'fault':
        throw new SluiceError('dataset-malformed', {
          location: locate(index),
          fact: result.fact,
          remedy: result.remedy,
        });
    }
  });
  if (arranged.length > 0) return arranged;
  throw new SluiceError('dataset-empty', {
    location: name,
    fact: `None of the ${rows.length} rows of ${name}, read as ${layout.name}, holds anything to send.`,
    remedy: 'Use a file in whose conversations the user says something, or name another `layout`.',
  });
}
