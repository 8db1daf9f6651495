import type { Engine } from '../../src/load/index.ts';
import type { EnginePlan } from '../../src/model/engine.ts';
import type { ProtocolPlan } from '../../src/model/protocol.ts';
import * as conformance from '../../test/conformance/tools/engines/bench.ts';

/** By the name in the table; a program that is named in the environment stands for the one on PATH. */
export const engines: Record<string, EnginePlan | undefined> = {
  'built-in': undefined,
  k6: { kind: 'k6', command: process.env.SLUICE_K6 ?? 'k6', segments: 1 },
  locust: { kind: 'locust', command: process.env.SLUICE_LOCUST ?? 'locust', workers: 1 },
};

export const openEngine = (name: string, protocol: ProtocolPlan): Promise<Engine> =>
  conformance.openEngine(protocol, engines[name]);
