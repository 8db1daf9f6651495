import type { MetricsPlan } from '../model/target.ts';
import { readPages } from './page-reader.ts';
import type { MetricsReader } from './server-metrics.ts';
import type { Clock, TelemetrySource, TelemetryValues } from './source.ts';

/** Of the time, what a server may spend on telling of itself: a page that takes 30 ms is asked for no more than three times a second. */
const mostShareOfTime = 0.1;
/** A server that is overloaded answers late, and is asked all the same. */
const mostPauseMs = 2000;
/** A page that so often had no name of a known server will have none. */
const mostUnknownPages = 20;

export interface ServerSourceOptions {
  /** Asked by this source alone while it samples. */
  reader: MetricsReader;
  plan: MetricsPlan;
  onNote: (text: string) => void;
  /** Hears once whose names they are. */
  onPreset: (preset: string) => void;
  clock: Clock;
}

/** The server's own metrics under load. Two questions are never under way at once. */
export function serverSource({
  reader,
  plan,
  onNote,
  onPreset,
  clock,
}: ServerSourceOptions): TelemetrySource {
  const pages = readPages(plan);
  let underWay: Promise<void> | undefined;
  let arrived: TelemetryValues = {};
  let notBeforeMs = 0;
  let unknownPages = 0;
  let isTold = false;

  const ask = async (): Promise<void> => {
    const askedAtMs = clock();
    const page = await reader.read(pages.wanted);
    const tookMs = clock() - askedAtMs;
    notBeforeMs = clock() + Math.min(mostPauseMs, tookMs * (1 / mostShareOfTime - 1));
    if (!page) return;
    arrived = pages.read(page);
    if (Object.keys(arrived).length > 0) unknownPages = 0;
    else unknownPages += 1;
    tellOnce();
  };

  const tellOnce = (): void => {
    if (isTold) return;
    if (pages.preset !== undefined) {
      isTold = true;
      onPreset(pages.preset);
      if (plan.preset === undefined)
        onNote(`The server's metrics at ${plan.path} have the names of ${pages.preset}.`);
    } else if (unknownPages === mostUnknownPages) {
      isTold = true;
      onNote(
        `The server's metrics at ${plan.path} have no names that are known: ` +
          'say by `metrics.map` what they are.',
      );
    }
  };

  return {
    begin() {
      arrived = {};
      notBeforeMs = 0;
      pages.begin();
    },
    read() {
      if (!underWay && clock() >= notBeforeMs && unknownPages < mostUnknownPages)
        underWay = ask().finally(() => (underWay = undefined));
      return {};
    },
    answered() {
      const values = arrived;
      arrived = {};
      return values;
    },
    settled: async () => underWay,
  };
}
