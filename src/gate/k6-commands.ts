import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadPlan } from '../config/index.ts';
import { readDistributedTest, writeDistributedTest } from '../load/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Run } from '../model/run.ts';
import { readWorkload } from './inputs.ts';
import {
  checkHead,
  distributedBlock,
  distributedRun,
  engineOptionsOf,
  headOf,
  k6PlanOf,
  testHeadSchema,
  testIdOf,
  testNameOf,
} from './k6-test.ts';
import type { TestHead } from './k6-test.ts';
import { checkBlock } from './guarded-engine.ts';
import { underLimits } from './limits.ts';
import { writeRun, writeWhole } from './outputs.ts';
import { isSecretName } from './secrets.ts';

interface SettingsFlags {
  config?: string;
  profile?: string;
  url?: string;
  set: string[];
}

interface WriteFlags extends SettingsFlags {
  out: string;
  segments: number;
  blocks: number;
}

interface ReadFlags extends SettingsFlags {
  test: string;
  out: string;
  environment: string;
}

type Ending = (work: (...args: never[]) => Promise<number>) => (...args: unknown[]) => Promise<void>;

const mostSegments = 1000;
const mostBlocks = 360;
const headFile = 'test.json';

/** `sluice k6 write` and `sluice k6 read`: the load of a plan for processes of k6 on any machines, and their results as a run. */
export function addK6Commands(program: Command, ending: Ending): void {
  const k6 = program.command('k6').description('send the load with k6 from other machines');
  withSettings(k6.command('write'))
    .description(
      'write the mixed load as a test of k6: files, a command line for each segment, a TestRun for k6-operator',
    )
    .requiredOption('--out <dir>', 'folder to write')
    .option('--segments <count>', 'processes that share the load', countUpTo(mostSegments), 1)
    .option('--blocks <count>', 'blocks of `pairing.block`, one after the other', countUpTo(mostBlocks), 12)
    .action(ending(commandWrite));
  withSettings(k6.command('read'))
    .description('make a run of the results of all segments')
    .argument('<results...>', 'the files that --console-output wrote, or folders with them')
    .requiredOption('--test <dir>', 'the folder that `sluice k6 write` wrote')
    .requiredOption('--out <file>', 'run file to write')
    .option('--environment <name>', 'name of the machines; runs of different ones are not compared', 'k6')
    .action(ending(commandRead));
}

const withSettings = (command: Command): Command =>
  command
    .option('--config <file>', 'settings (default: sluice.yml where there is one)')
    .option('--profile <name>', 'which profile of the settings')
    .option('--url <url>', 'the server, as the machines with k6 reach it')
    .option('--set <key=value...>', 'overrides one setting', []);

async function planned({ config, profile, url, set }: SettingsFlags) {
  const plan = k6PlanOf(
    underLimits(
      loadPlan({
        workspace: process.cwd(),
        ...(config === undefined ? {} : { config }),
        ...(profile === undefined ? {} : { profile }),
        ...(url === undefined ? {} : { url }),
        set,
      }),
    ),
  );
  return { plan, workload: await readWorkload(plan) };
}

async function commandWrite(flags: WriteFlags): Promise<number> {
  const { plan, workload } = await planned(flags);
  const { segments, blocks } = flags;
  const folder = resolve(flags.out);
  const writtenAt = new Date().toISOString();
  // Another test is another salt: a cache of the target's knows nothing of the last one.
  const salt = `${plan.seed}-${writtenAt}`;
  const head = headOf(plan, workload, { segments, blocks, salt, writtenAt });
  const { url = '', http } = plan.candidate.kind === 'url' ? plan.candidate : {};
  const block = distributedBlock(plan, workload, blocks);
  checkBlock(plan, block);
  const files = await writeDistributedTest(folder, block, engineOptionsOf(plan, workload, salt), {
    id: testIdOf(head),
    name: testNameOf(plan.suite),
    url,
    ...(http ? { http } : {}),
    segments,
    isSecret: isSecretName,
  });
  writeWhole(join(folder, headFile), `${JSON.stringify(head, null, 2)}\n`);
  process.stdout.write(`Written to ${folder}: ${[headFile, ...files].join(', ')}\n`);
  process.stdout.write(
    `Each segment is a line of commands.txt, run in a copy of this folder; begin all of them at once.\n`,
  );
  process.stdout.write(`Then: sluice k6 read RESULT... --test ${flags.out} --out run.json\n`);
  return 0;
}

async function commandRead(results: string[], flags: ReadFlags): Promise<number> {
  const head = readHead(join(flags.test, headFile));
  const { plan, workload } = await planned(flags);
  checkHead(head, plan, workload);
  const block = distributedBlock(plan, workload, head.blocks);
  const options = engineOptionsOf(plan, workload, head.salt);
  const test = { id: testIdOf(head), segments: head.segments };
  const result = await readDistributedTest(resultFiles(results), block, options, test);
  const run = distributedRun(plan, workload, head, block, result, flags.environment);
  for (const warning of run.warnings) process.stderr.write(`${warning}\n`);
  process.stdout.write(`${described(run)}\nWritten: ${writeRun(resolve(flags.out), run)}\n`);
  return 0;
}

function described({ blocks }: Run): string {
  const valid = blocks.filter(({ validity }) => validity.valid).length;
  const requests = blocks.reduce(
    (sum, { classes }) => sum + Object.values(classes).reduce((all, { attempted }) => all + attempted, 0),
    0,
  );
  return `${requests} requests in ${blocks.length} blocks, ${valid} of them valid.`;
}

function readHead(file: string): TestHead {
  try {
    return testHeadSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new SluiceError('import-malformed', {
      location: file,
      fact: 'This is no test that `sluice k6 write` wrote, or one of another version of Sluice.',
      remedy: 'Name its folder with `--test`.',
      cause,
    });
  }
}

/** Of folders, all that is below them and looks like results: k6-operator leaves one folder a runner. Empty files told nothing. */
function resultFiles(paths: readonly string[]): string[] {
  return paths
    .flatMap((path) =>
      statSync(path, { throwIfNoEntry: false })?.isDirectory()
        ? readdirSync(path, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile() && entry.name.endsWith('.ndjson'))
            .map((entry) => join(entry.parentPath, entry.name))
            .sort()
        : [path],
    )
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.size !== 0);
}

const countUpTo =
  (most: number) =>
  (text: string): number => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
