import type { ExportInput, WandbExport } from '../../model/export.ts';
import type { TrackedRun } from '../tracking/tracked-run.ts';
import type { Series } from '../tracking/series.ts';
import type { WandbDocument } from './client-program.ts';

/** A run in the words of Weights & Biases. */
export function documentOf(
  { entity, project }: WandbExport,
  run: TrackedRun,
  { report, files }: ExportInput,
): WandbDocument {
  const { verdict } = report;
  return {
    entity: entity ?? null,
    project,
    name: run.name,
    notes: run.description,
    tags: ['sluice', verdict.verdict],
    config: { ...run.parameters, ...run.labels },
    // Beside the numbers, so that it is a column where runs are compared.
    summary: { ...Object.fromEntries(run.metrics), 'gate/verdict': verdict.verdict },
    series: run.series.map(drawnOver),
    report: files.report,
    result: files.result,
    folder: files.directory,
    exitCode: verdict.verdict === 'invalid' ? 1 : 0,
  };
}

/** A ramp is drawn over its rates, all else over the number of its block. */
function drawnOver({ group, points }: Series): WandbDocument['series'][number] {
  if (group === 'ramp')
    return { group, axis: 'requests_per_second', points: points.map(({ values }) => values) };
  return { group, axis: 'block', points: points.map(({ values }, block) => ({ ...values, block })) };
}
