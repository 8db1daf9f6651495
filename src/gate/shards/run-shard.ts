import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setOutputs, uploadArtifact, writeSummary } from '../../github/index.ts';
import { SluiceError } from '../../model/error.ts';
import type { Run } from '../../model/run.ts';
import type { GateOptions } from '../context.ts';
import { clearOutputs, writeRun, writtenFiles } from '../outputs.ts';
import { shardArtifactName } from './artifact-name.ts';
import { measureShard } from './measure-shard.ts';
import type { ShardedPlan } from './measure-shard.ts';

/**
 * One shard as a job of the workflow: measures its part and uploads its runs. It gives no verdict and posts nothing; a failure is
 * thrown, after what was measured until then is uploaded.
 * @returns what could not be told, in words
 */
export async function runShard(plan: ShardedPlan, options: GateOptions): Promise<(string | undefined)[]> {
  const { workspace, output, shard, suite } = plan;
  const directory = resolve(workspace, output.directory);
  const name = shardArtifactName(output.artifactName, shard);
  clearOutputs(directory);
  const write = (run: Run) => void writeRun(join(directory, `run-${run.arm}.json`), run);
  const upload = () => uploadArtifact(name, existsSync(directory) ? writtenFiles(directory) : [], directory);
  const runs = await measureShard(plan, { ...options, onMeasured: write }).catch(async (thrown: unknown) => {
    await upload();
    throw thrown;
  });
  runs.forEach(write);
  const { notice: lost } = await upload();
  if (lost !== undefined)
    throw new SluiceError('github-api', {
      fact: `What shard ${shard.index} of ${shard.of} measured cannot be merged. ${lost}`,
      remedy: 'Run all jobs again; the runs are in the output folder of this runner.',
    });
  const blocks = runs.reduce((sum, run) => sum + run.blocks.length, 0);
  const sentence = `${suite}: shard ${shard.index} of ${shard.of} measured its part of ${blocks} blocks, which are in the artifact ${name}. The job that merges the shards gives the verdict.`;
  const outputs = setOutputs({ sentence });
  const summary = await writeSummary(`${sentence}\n`, process.env);
  return [sentence, outputs.notice, summary.notice];
}
