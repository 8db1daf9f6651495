import type { DatasetFormat, DatasetRow, RequestClassPlan, RowCondition } from '../model/plan.ts';
import type { PathChecker } from './path-checker.ts';
import { planAudio, planFiles, planImage } from './plan-media.ts';
import { planSynthetic } from './plan-synthetic.ts';
import { present } from './present.ts';
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
    source: planSource(name, written, settings['context-tokens'], paths),
    where: Object.entries(written.where ?? {}).map(([column, { text, ...condition }]): RowCondition => ({
      column,
      ...condition,
      written: `${column}: ${text}`,
    })),
    ...present({
      sample: written.sample && {
        rows: written.sample.rows,
        replacement: written.sample.replacement ?? false,
      },
    }),
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

/** Where the inputs of a class come from; a class has one of these keys. */
const sourceKeys = [
  'dataset',
  'rows',
  'image',
  'audio',
  'files',
  'synthetic',
] as const satisfies (keyof ClassSettings)[];

function planSource(
  name: string,
  written: ClassSettings,
  contextTokens: number | undefined,
  paths: PathChecker,
): RequestClassPlan['source'] {
  const path = ['workload', 'classes', name];
  const at = (key: string) => ({ path: [...path, key] });
  checkOneSource(name, written, paths);
  for (const key of ['layout', 'text'] as const) {
    if (written[key] === undefined || written.dataset !== undefined) continue;
    const fact = `The class ${name} has a \`${key}\`, which is that of a dataset, and no \`dataset\`.`;
    const remedy = `Leave \`${key}\` out, or name the dataset file.`;
    paths.problems.add('config-invalid', at(key), fact, remedy);
  }
  const { dataset, rows, image, audio, files, synthetic } = written;
  if (rows !== undefined) return { kind: 'inline', rows: rows as DatasetRow[] };
  if (image !== undefined) return planImage(image, at('image'), paths.problems);
  if (audio !== undefined) return planAudio(audio, at('audio'), paths.problems);
  if (files !== undefined) return planFiles(files, at('files'), paths);
  if (synthetic !== undefined) return planSynthetic(name, synthetic, contextTokens, paths.problems);
  return {
    kind: 'file',
    ...planFile(dataset ?? '', at('dataset'), paths),
    ...present({ layout: written.layout, text: written.text }),
  };
}

function checkOneSource(name: string, written: ClassSettings, { problems }: PathChecker): void {
  const given = sourceKeys.filter((key) => written[key] !== undefined);
  if (given.length === 1) return;
  const at = { path: ['workload', 'classes', name] };
  if (given.length === 0) {
    const keys = sourceKeys.map((key) => `\`${key}\``).join(', ');
    const remedy = `Name a \`dataset\` file, write \`rows\` here, or use another of ${keys}.`;
    problems.add('config-invalid', at, `The class ${name} has neither of ${keys}.`, remedy);
  } else {
    const both = given.map((key) => `\`${key}\``).join(' and ');
    problems.add('config-invalid', at, `The class ${name} has both ${both}.`, 'Keep one of the two.');
  }
}

/** A file of rows, which must be there. Its format is told by its name. */
export function planFile(
  dataset: string,
  at: { path: string[] },
  paths: PathChecker,
): { path: string; format: DatasetFormat } {
  const path = dataset === '' ? undefined : paths.inside(dataset, at);
  if (path !== undefined && paths.kindOf(path) !== 'file') {
    const remedy = 'Commit the file, or correct the path: it starts from the folder of sluice.yml.';
    paths.problems.add('dataset-missing', at, `There is no file ${path}.`, remedy);
  }
  return { path: path ?? dataset, format: formatOf(dataset) };
}

function formatOf(dataset: string): DatasetFormat {
  const [, extension = ''] = /\.(csv|json|parquet)$/.exec(dataset.toLowerCase()) ?? [];
  return extension === '' ? 'jsonl' : (extension as DatasetFormat);
}
