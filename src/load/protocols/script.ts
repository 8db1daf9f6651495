import type { ScriptPlan } from '../../model/protocol.ts';
import { emptyResult, type Protocol, type ResponseReader } from './protocol.ts';
import { saltMarker } from './salt.ts';

/** What goes to a script with each request; the row is the body. */
export const scriptHeaders = { className: 'x-sluice-class', salt: 'x-sluice-salt' } as const;

/** No bytes go from here onto a wire: the script makes its own requests, and says itself what came of them. */
export function createScript(plan: ScriptPlan): Protocol {
  return {
    kind: plan.kind,
    prepare: (item, className) => ({
      method: 'POST',
      path: '/',
      headers: [scriptHeaders.className, className, scriptHeaders.salt, saltMarker],
      body: Buffer.from(JSON.stringify(item.row)),
    }),
    openReader: () => new ScriptReader(),
  };
}

class ScriptReader implements ResponseReader {
  readonly #result = emptyResult();

  onHeaders(): void {}

  onChunk(): void {}

  onEnd() {
    return this.#result;
  }
}
