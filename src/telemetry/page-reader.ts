import { namesIn, parseMetricExpression } from '../model/metric-expression.ts';
import type { MetricExpression } from '../model/metric-expression.ts';
import type { MetricsPlan } from '../model/target.ts';
import { telemetryIds, telemetryMetrics } from '../model/telemetry.ts';
import type { MetricsPreset, TelemetryId } from '../model/telemetry.ts';
import type { Metrics } from './metrics-text.ts';
import { dcgm, presets, type Readings } from './presets.ts';
import { readExpression, type Combination } from './read-expression.ts';
import { knownValues, type TelemetryValues } from './source.ts';

/** Reads pages of one server, one after the other. */
export interface PageReader {
  /** The names that the next page is to be searched for. */
  readonly wanted: ReadonlySet<string>;
  read(page: Metrics): TelemetryValues;
  /** The next page follows none: increases begin with it. */
  begin(): void;
  /** Whose names they are, once that is known. */
  readonly preset: MetricsPreset | undefined;
}

type Expressions = [TelemetryId, MetricExpression[]][];

/**
 * Says what a server's metrics are by our ids: what the settings map goes before the preset, and that before what any page may
 * have. The preset is the one of the settings, else the first whose names stand on a page; many a server publishes a name only
 * when its first request came.
 */
export function readPages({ preset: named, map = {} }: Pick<MetricsPlan, 'preset' | 'map'>): PageReader {
  let preset = named;
  let expressions = expressionsFor(preset, map);
  let wanted = namesWanted(expressions, preset);
  let before: Metrics | undefined;
  return {
    get wanted() {
      return wanted;
    },
    get preset() {
      return preset;
    },
    begin() {
      before = undefined;
    },
    read(page) {
      const found = preset ?? recognisePreset(page);
      if (found !== preset) {
        preset = found;
        expressions = expressionsFor(preset, map);
        wanted = namesWanted(expressions, preset);
      }
      const values = expressions.map(([id, several]) => [id, firstValue(id, several, page, before)]);
      before = page;
      return knownValues(Object.fromEntries(values) as Partial<Record<TelemetryId, number>>);
    },
  };
}

function firstValue(
  id: TelemetryId,
  expressions: readonly MetricExpression[],
  page: Metrics,
  before: Metrics | undefined,
): number | undefined {
  for (const expression of expressions) {
    const value = readExpression(expression, combinationOf(id), page, before);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The fullest cache and the busiest GPU are the bottleneck; what is counted adds up. */
function combinationOf(id: TelemetryId): Combination {
  const { unit } = telemetryMetrics[id];
  return unit === 'share' || unit === 'MHz' || unit === '°C' ? 'largest' : 'sum';
}

const ownNames = ({ readings, marks = [] }: { readings: Readings; marks?: readonly string[] }): string[] => [
  ...Object.values(readings).flatMap((texts) => texts.flatMap((text) => namesIn(parsed(text)))),
  ...marks,
];

const namesByPreset = Object.entries(presets).map(
  ([name, preset]) => [name as MetricsPreset, new Set(ownNames(preset))] as const,
);

function recognisePreset(page: Metrics): MetricsPreset | undefined {
  return namesByPreset.find(([, names]) => [...page.keys()].some((name) => names.has(name)))?.[0];
}

function expressionsFor(
  preset: MetricsPreset | undefined,
  map: NonNullable<MetricsPlan['map']>,
): Expressions {
  const own = preset && presets[preset];
  const around = own?.within && presets[own.within];
  return telemetryIds.flatMap((id) => {
    const mapped = map[id];
    // Nothing stands in for what the settings name.
    const texts =
      mapped === undefined
        ? [own?.readings, around?.readings, dcgm].flatMap((readings) => readings?.[id] ?? [])
        : [mapped];
    return texts.length === 0 ? [] : [[id, texts.map(parsed)] as const];
  }) as Expressions;
}

function namesWanted(expressions: Expressions, preset: MetricsPreset | undefined): ReadonlySet<string> {
  const wanted = expressions.flatMap(([, several]) => several.flatMap(namesIn));
  const candidates = preset === undefined ? namesByPreset.flatMap(([, names]) => [...names]) : [];
  return new Set([...wanted, ...candidates]);
}

/** Those of the presets are right, as a test shows, and those of the settings were checked. */
function parsed(text: string): MetricExpression {
  return parseMetricExpression(text) ?? { left: { name: text, labels: [], increase: false } };
}
