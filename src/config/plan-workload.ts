import type { DatasetRow, RequestClassPlan, RowCondition } from '../model/plan.ts';
import type { PathChecker } from './path-checker.ts';
import type { WorkloadSettings } from './workload-schema.ts';

type ClassSettings = NonNullable<WorkloadSettings['classes']>[string];

/** Three lengths of text, so that a first run without any settings shows at least how time grows with the input. */
const guessedRows: DatasetRow[] = [
  { text: 'The parcel has not arrived yet.' },
  {
    text: 'The invoice of last month shows an amount that I did not expect. Could you please check which items it holds?',
  },
  {
    text: 'Since the update of last week the application closes by itself whenever a larger file is opened. '
      .repeat(6)
      .trim(),
  },
];

/** The request classes with their sources checked; a few rows of text where nothing is said. */
export function planClasses(
  settings: WorkloadSettings | undefined,
  paths: PathChecker,
  guesses: string[],
): RequestClassPlan[] {
  if (!settings?.classes) {
    guesses.push('workload: three texts of different length, because workload.classes is not given');
    return [{ name: 'guessed', weight: 1, source: { kind: 'inline', rows: guessedRows }, where: [] }];
  }
  const classes = Object.entries(settings.classes);
  checkWeights(classes, paths);
  return classes.map(([name, written]) => ({
    name,
    weight: written.weight ?? 1,
    source: planSource(name, written, paths),
    where: Object.entries(written.where ?? {}).map(([column, { text, ...condition }]): RowCondition => ({
      column,
      ...condition,
      written: `${column}: ${text}`,
    })),
  }));
}

function checkWeights(classes: [string, ClassSettings][], { problems }: PathChecker): void {
  for (const [name, { weight = 1 }] of classes) {
    if (weight >= 0) continue;
    const at = { path: ['workload', 'classes', name, 'weight'] };
    problems.add(
      'weights-zero',
      at,
      `The weight of the class ${name} is ${weight}.`,
      'Use a weight of 0 or above.',
    );
  }
  if (classes.reduce((sum, [, { weight = 1 }]) => sum + Math.max(0, weight), 0) > 0) return;
  const at = { path: ['workload', 'classes'] };
  problems.add(
    'weights-zero',
    at,
    'The weights of all classes sum to 0.',
    'Give at least one class a weight above 0.',
  );
}

function planSource(name: string, written: ClassSettings, paths: PathChecker): RequestClassPlan['source'] {
  const { dataset, rows } = written;
  const path = ['workload', 'classes', name];
  if ((dataset === undefined) === (rows === undefined)) {
    const fact = `The class ${name} has ${dataset === undefined ? 'neither `dataset` nor' : 'both `dataset` and'} \`rows\`.`;
    paths.problems.add(
      'config-invalid',
      { path },
      fact,
      'Name a dataset file, or write the rows here: one of the two.',
    );
  }
  if (rows !== undefined) return { kind: 'inline', rows: rows as DatasetRow[] };
  return { kind: 'file', ...planFile(dataset ?? '', { path: [...path, 'dataset'] }, paths) };
}

/** A file of rows, which must be there. Its format is told by its name. */
export function planFile(
  dataset: string,
  at: { path: string[] },
  paths: PathChecker,
): { path: string; format: 'jsonl' | 'csv' } {
  const path = dataset === '' ? undefined : paths.inside(dataset, at);
  if (path !== undefined && paths.kindOf(path) !== 'file') {
    const remedy = 'Commit the file, or correct the path: it starts from the folder of sluice.yml.';
    paths.problems.add('dataset-missing', at, `There is no file ${path}.`, remedy);
  }
  return { path: path ?? dataset, format: /\.csv$/i.test(dataset) ? 'csv' : 'jsonl' };
}
