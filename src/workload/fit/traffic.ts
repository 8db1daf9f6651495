import { ArrivalTally } from './arrival-tally.ts';
import { LengthHistogram } from './length-histogram.ts';

/** What a log tells of one request. */
export interface LoggedRequest {
  /** From an origin that all requests of the log share. */
  atMs: number;
  inputTokens: number;
  outputTokens: number;
  model?: string;
}

/** So many names of models are told apart. */
const mostModels = 100;

/** The traffic of a log, gathered row by row in bounded memory. */
export class Traffic {
  readonly lengths = new LengthHistogram();
  readonly arrivals = new ArrivalTally();
  readonly models = new Map<string, number>();
  requests = 0;

  /** @param location of the row, for messages */
  add({ atMs, inputTokens, outputTokens, model }: LoggedRequest, location: () => string): void {
    this.arrivals.add(atMs, location);
    this.lengths.add(inputTokens, outputTokens);
    this.requests += 1;
    if (model !== undefined && (this.models.has(model) || this.models.size < mostModels)) {
      this.models.set(model, (this.models.get(model) ?? 0) + 1);
    }
  }
}
