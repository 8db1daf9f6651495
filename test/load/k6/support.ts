import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineOptions } from '../../../src/load/index.ts';
import type { ResolvedEndpoint } from '../../../src/load/resolved-endpoint.ts';
import type { ProtocolPlan } from '../../../src/model/protocol.ts';
import type { BlockPlan, Workload } from '../../../src/model/schedule.ts';
import { bounds, postText, relaxedTimeouts, twoClasses } from '../support.ts';

export const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'k6');

export function optionsFor(overrides: { protocol?: ProtocolPlan; workload?: Workload } = {}): EngineOptions {
  return {
    protocol: overrides.protocol ?? postText,
    workload: overrides.workload ?? twoClasses,
    salt: 'test',
    load: {
      expectedRatePerSecond: 10,
      mixedRatePerSecond: 6,
      arrivals: 'constant',
      timeouts: relaxedTimeouts,
      workers: 1,
      generator: bounds,
    },
  };
}

/** So many requests, `gapMs` apart; inputs in turn. */
export function everyMs(gapMs: number, count: number, items: number): BlockPlan {
  return {
    scenario: 'mixed',
    index: 0,
    leadInMs: 0,
    durationMs: gapMs * count,
    ratePerSecond: 1000 / gapMs,
    arrivals: {
      kind: 'open',
      schedule: {
        dueAtMs: Float64Array.from({ length: count }, (_, i) => (i + 0.4) * gapMs),
        itemIndex: Uint32Array.from({ length: count }, (_, i) => i % items),
      },
    },
  };
}

export const loopback: ResolvedEndpoint = {
  origin: 'http://127.0.0.1:8080',
  basePath: '/api',
  secure: false,
  hostname: '127.0.0.1',
  address: '127.0.0.1',
  port: 8080,
  http: '1.1',
};

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'sluice-test-k6-'));
