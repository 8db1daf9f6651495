import type { ServedJsonPlan } from '../../model/protocol.ts';
import { createHttpJson } from './http-json.ts';
import type { Protocol } from './protocol.ts';
import { readRefusal } from './read-refusal.ts';
import { refusalKind } from './refusal.ts';

/** TensorFlow Serving's REST API: `POST /v1/models/NAME:predict`. */
export function createTensorFlowServing(plan: ServedJsonPlan): Protocol {
  const http = createHttpJson({ ...plan, kind: 'http-json', method: 'POST' });
  return {
    ...http,
    kind: plan.kind,
    openReader: () =>
      readRefusal(http.openReader(), (status, message) => {
        // Too many requests and too little memory are one status here, RESOURCE_EXHAUSTED.
        const meant = status === 429 ? refusalKind(500, message) : undefined;
        return meant === 'out-of-memory' ? meant : undefined;
      }),
  };
}
