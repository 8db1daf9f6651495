import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { createK6Engine } from './k6/engine.ts';
import { createLocustEngine } from './locust/engine.ts';

/**
 * The engine that the plan names. Before any load, besides what `createEngine` throws: `engine-unsupported` for what it
 * cannot send, `engine-missing` where its program is not there or too old.
 */
export async function chooseEngine(options: EngineOptions): Promise<Engine> {
  const { engine } = options.load;
  switch (engine?.kind) {
    case undefined:
      return createEngine(options);
    case 'k6':
      return createK6Engine(options, engine);
    case 'locust':
      return createLocustEngine(options, engine);
  }
}
