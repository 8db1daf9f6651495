import type { SpikeTraits } from '../../model/characteristics.ts';
import type { Block, Run } from '../../model/run.ts';
import { loadTrait } from './load-trait.ts';
import { phasesOf } from './phases.ts';
import type { Phases } from './phases.ts';
import { normalLevel, timeUntilNormal } from './recovery.ts';

/**
 * How the server stood each spike, lowest first. Undefined where there was none. Spikes with a part that is not valid are
 * left out, unless the server ended: a generator or a machine at its own limit tells of no recovery of the server.
 */
export function spikeTraits(run: Run): SpikeTraits[] | undefined {
  const blocks = run.blocks.filter(({ scenario }) => scenario === 'spike');
  if (blocks.length === 0) return undefined;
  const spikes = Map.groupBy(blocks, ({ index }) => Math.floor(index / 3));
  return [...spikes].flatMap(([spike, parts]) => {
    const phases = phasesOf(parts);
    const ended = run.endings?.find(
      ({ scenario, index }) => scenario === 'spike' && Math.floor(index / 3) === spike,
    );
    if (!phases || (!ended && parts.some(({ validity }) => !validity.valid))) return [];
    return [{ ...traitsOf(phases), ...(ended ? { ended: ended.how } : {}) }];
  });
}

function traitsOf({ before, during, after }: Phases): SpikeTraits {
  const level = before.requests ? normalLevel(before.requests) : null;
  const untilNormal = ({ requests }: Block) => (level && requests ? timeUntilNormal(level, requests) : null);
  return {
    height: Number.parseFloat(during.variant ?? '') / 100,
    ratePerSecond: during.ratePerSecond ?? 0,
    before: loadTrait([before]),
    during: loadTrait([during]),
    recoveryMs: untilNormal(after),
    watchedMs: after.durationMs,
    adaptedMs: untilNormal(during),
  };
}
