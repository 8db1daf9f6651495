import type { ServedJsonPlan } from '../../model/protocol.ts';
import { createHttpJson } from './http-json.ts';
import type { Protocol } from './protocol.ts';
import { readRefusal } from './read-refusal.ts';
import { refusalKind } from './refusal.ts';

/** TorchServe's inference API: `POST /predictions/NAME`. */
export function createTorchServe(plan: ServedJsonPlan): Protocol {
  const http = createHttpJson({ ...plan, kind: 'http-json', method: 'POST' });
  return {
    ...http,
    kind: plan.kind,
    openReader: () =>
      readRefusal(http.openReader(), (status, message) => {
        if (status === 507) return 'out-of-memory';
        // A handler that threw is 503 as well; a full queue or a model without workers is ServiceUnavailableException.
        return status === 503 && message.includes('InternalServerException')
          ? refusalKind(500, message)
          : undefined;
      }),
  };
}
