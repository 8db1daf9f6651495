import { parsePoint, type HttpPoint } from './points.ts';

/** A request of a user's own script, and who sent it: VUs are counted in each process anew. */
export interface ReportedRequest extends HttpPoint {
  user: string | undefined;
}

/** What the processes of k6 report of a user's own script, line by line. */
export class ScriptReport {
  readonly requests: ReportedRequest[] = [];
  /** Iterations that k6 did not begin, for want of a VU. */
  dropped = 0;
  brokenLines = 0;
  #ended = 0;
  #completed = 0;

  add(segment: number, line: string): void {
    const point = parsePoint(line);
    switch (point?.kind) {
      case 'request':
        this.requests.push({
          ...point.request,
          user: point.request.vu === undefined ? undefined : `${segment}:${point.request.vu}`,
        });
        return;
      case 'dropped':
        this.dropped += point.iterations;
        return;
      case 'ended':
        this.#ended++;
        return;
      case 'completed':
        this.#completed++;
        return;
      case 'broken':
        this.brokenLines++;
        return;
      case undefined:
    }
  }

  /** Iterations that k6 cut off: of the request that was under way in each it reports nothing. */
  get interrupted(): number {
    return Math.max(0, this.#ended - this.#completed);
  }
}
