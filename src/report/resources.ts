import type { Headroom, TelemetryTrait } from '../model/characteristics.ts';
import type { ReportInput } from '../model/report.ts';
import { telemetryIds, telemetryMetrics, type TelemetryId } from '../model/telemetry.ts';
import { armsOf } from './facts.ts';
import { missing } from './format.ts';
import { plainTable, type PlainTable } from './plain-table.ts';
import { formatTelemetry } from './telemetry-format.ts';

/** What the server, its machine and its GPUs did: at rest, at one request, and under the mixed load. */
export function resourceTable(input: ReportInput): PlainTable | undefined {
  const arms = armsOf(input);
  const rows = telemetryIds.flatMap((id) =>
    arms.flatMap(({ arm, summary }) => {
      const cells = resourceCells(id, summary.characteristics?.headroom, summary.characteristics?.telemetry);
      return cells.every((cell) => cell === missing) ? [] : [[telemetryMetrics[id].header, arm, ...cells]];
    }),
  );
  return plainTable({
    label: 'Resources',
    columns: [
      { head: '' },
      { head: 'arm' },
      ...['at rest', 'one request at a time', 'mixed load', 'most'].map((head) => ({ head, numeric: true })),
    ],
    rows,
  });
}

/** Means, and the most under the mixed load. */
function resourceCells(
  id: TelemetryId,
  headroom: Headroom | undefined,
  mixed: TelemetryTrait[] | undefined,
): string[] {
  const of = (traits: TelemetryTrait[] | undefined) => traits?.find((trait) => trait.id === id);
  const loaded = of(mixed);
  return [of(headroom?.rest)?.mean, of(headroom?.single)?.mean, loaded?.mean, loaded?.most].map((value) =>
    formatTelemetry(id, value),
  );
}
