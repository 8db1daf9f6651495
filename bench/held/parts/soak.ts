/** The books of a soak of 24 hours on a simulated clock: telemetry, blocks, lines of the log, looks, files of what there is so far. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePartialRun } from '../../../src/gate/partial-run.ts';
import { seededRandom } from '../../../src/gate/chance.ts';
import type { SteadyPlan } from '../../../src/model/scenario.ts';
import { steadyCourse } from '../../../src/scenario/index.ts';
import { recordTelemetry } from '../../../src/telemetry/index.ts';
import { steadyEnding, steadyLooks, steadyProgress } from '../../../src/verdict/index.ts';
import { makeRun } from '../made-run.ts';
import { writeAndRead } from '../outputs.ts';
import { lookAtHeap, megabytes, tellRow } from '../part-result.ts';
import { openPlan } from '../synthetic-block.ts';

const hours = 24;
const [ratePerSecond, samplesPerSecond, lines] = [20, 3, 60];
const originEpochMs = 1_700_000_000_000;
const plan: SteadyPlan = {
  ...{ kind: 'endurance', durationMs: hours * 3_600_000, blockMs: 10_000 },
  level: { kind: 'rate', ratePerSecond },
};

const course = steadyCourse(plan, ratePerSecond);
const looks = steadyLooks(course.blocks, plan.durationMs);
const recorder = recordTelemetry();
const random = seededRandom(1, 'memory');
const directory = mkdtempSync(join(tmpdir(), 'sluice-held-'));
let [secondsSampled, written, partialBytes] = [0, 0, 0];

function sampleUntil(endSeconds: number): void {
  for (; secondsSampled < endSeconds; secondsSampled += 1 / samplesPerSecond)
    recorder.add(originEpochMs + 1000 * secondsSampled, {
      'target.memory': 4e8 + 2e7 * random() + 10 * secondsSampled,
      'target.files': 40 + Math.round(4 * random()),
      'target.cpu': 1 + random(),
      'server.waiting': Math.floor(5 * random()),
      'server.generated-tokens': 400 * secondsSampled,
    });
}

const run = makeRun({ arm: 'candidate', classes: 4, blocks: [], order: (block) => block, medianMs: 40 });
for (let index = 0; index < course.blocks; index++) {
  const durationMs = course.blockMs - course.leadInMs;
  const requests = Math.round((ratePerSecond * durationMs) / 1000);
  const block = openPlan({ scenario: 'endurance', index, durationMs }, requests);
  run.blocks.push(
    ...makeRun({ arm: 'candidate', classes: 4, blocks: [block], order: () => index, medianMs: 40 }).blocks,
  );
  sampleUntil(((index + 1) * course.blockMs) / 1000);
  run.telemetry = recorder.telemetry!;
  steadyEnding(run, plan.kind, looks.includes(index + 1));
  if ((index + 1) % Math.round(course.blocks / lines) !== 0) continue;
  steadyProgress(run, plan.kind, { durationMs: plan.durationMs, blocks: Math.round(course.blocks / lines) });
  writePartialRun(directory, run);
  written += 1;
  partialBytes = statSync(join(directory, 'run-candidate.partial.json')).size;
  lookAtHeap();
}
rmSync(directory, { recursive: true, force: true });
const samples = Math.round(secondsSampled * samplesPerSecond);
tellRow(
  '24 h of a soak on a simulated clock',
  `${course.blocks} blocks, ${samples} samples of telemetry kept as ${run.telemetry!.atMs.length}, ${written} partial files of up to ${megabytes(partialBytes)}; ${await writeAndRead(run)}`,
);
