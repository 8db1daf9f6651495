import type { Bottleneck, Characteristics, Diagnosis } from '../../model/characteristics.ts';
import type { Run } from '../../model/run.ts';
import { batching } from './batching.ts';
import { coldCache } from './cold-cache.ts';
import { cpu } from './cpu.ts';
import { gatherEvidence } from './gather.ts';
import { generator } from './generator.ts';
import { gpuCompute } from './gpu-compute.ts';
import { gpuMemory } from './gpu-memory.ts';
import type { DiagnosisInput, Finding, Rule } from './input.ts';
import { kvCache } from './kv-cache.ts';
import { memory } from './memory.ts';
import { network } from './network.ts';
import { queue } from './queue.ts';
import { remediesFor } from './remedies.ts';

export type { DiagnosisInput } from './input.ts';

const rules: readonly Rule[] = [
  generator,
  kvCache,
  gpuMemory,
  memory,
  batching,
  gpuCompute,
  cpu,
  queue,
  network,
  coldCache,
];

/** More than these nobody acts on. */
const mostDiagnoses = 4;
/** A guess below this is told only where nothing better is known. */
const firm = 0.5;

/** What limits the server, most likely first, each by what it is seen; empty where nothing is seen. docs/diagnosis.md has the rules. */
export function diagnose(run: Run, traits: Characteristics): Diagnosis[] {
  return diagnoseFrom(gatherEvidence(run, traits));
}

/** Of several loads that show one bottleneck the clearest, and the first of those that show it alike. */
export function diagnoseFrom(inputs: readonly DiagnosisInput[]): Diagnosis[] {
  const clearest = new Map<Bottleneck, Finding & { preset: string | undefined }>();
  for (const input of inputs) {
    for (const rule of rules) {
      const finding = rule(input);
      if (finding && finding.strength > (clearest.get(finding.bottleneck)?.strength ?? 0))
        clearest.set(finding.bottleneck, { ...finding, preset: input.preset });
    }
  }
  const found = [...clearest.values()].sort((a, b) => b.strength - a.strength);
  const anyFirm = found.some(({ strength }) => strength >= firm);
  return found
    .filter(({ strength }) => strength >= firm || !anyFirm)
    .slice(0, mostDiagnoses)
    .map(({ bottleneck, sentence, evidence, preset }) => ({
      bottleneck,
      sentence,
      evidence,
      remedies: remediesFor(bottleneck, preset),
    }));
}
