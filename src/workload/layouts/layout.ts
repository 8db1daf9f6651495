import type { DatasetLayout, DatasetRow } from '../../model/plan.ts';

/** How the rows of files of one origin get the standard columns: `text`, `messages`, `input_tokens`, `output_tokens`. */
export interface Layout {
  name: Exclude<DatasetLayout, 'rows'>;
  /** Whether a row looks like one of this origin; the first row of a file decides where no layout is named. */
  fits(row: DatasetRow): boolean;
  arrange(row: DatasetRow): Arranged;
  /** Of a trace: where the time of a request stands. */
  time?: { column: string; unit: 's' | 'ms' };
}

export type Arranged =
  | { kind: 'row'; row: DatasetRow }
  /** Nothing in it could be sent. */
  | { kind: 'nothing' }
  | { kind: 'fault'; fact: string; remedy: string };
