import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SluiceError } from '../../model/error.ts';
import type { BlockSamples } from '../../model/sample.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import type { HttpVersion } from '../../model/endpoint.ts';
import type { EngineOptions } from '../engine.ts';
import { LineFile } from '../external/line-file.ts';
import { checkOptions } from '../external/unsupported.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import { healthOf } from './engine.ts';
import { PreparedTest, type WrittenTest } from './prepared-test.ts';
import { withoutHttp2 } from './program.ts';
import { segmentArguments } from './segments.ts';
import { testFiles } from './test-files.ts';
import { testRunManifest } from './test-run-manifest.ts';

export interface DistributedTest {
  /** Stands in each line of its results: those of other tests are not read. */
  id: string;
  /** Lower case, as Kubernetes names things. */
  name: string;
  url: string;
  /** Absent: what the server prefers. */
  http?: HttpVersion;
  segments: number;
  isSecret: (header: string) => boolean;
}

/** Machines whose processes began further apart than this did not put one load on the target. */
const mostApartMs = 1000;

/**
 * Writes one test of k6 for processes on any machines: its files, the command line of each segment, and what k6-operator takes.
 * @returns the files, by name
 * @throws SluiceError `input-invalid`, before anything is written, for more segments than there is load for
 */
export async function writeDistributedTest(
  folder: string,
  block: BlockPlan,
  options: EngineOptions,
  { id, name, url, http, segments, isSecret }: DistributedTest,
): Promise<string[]> {
  checkOptions(options, 'k6');
  const test = await PreparedTest.of(options);
  const taken = test.take(block, id);
  refuseIdleSegments(taken, segments);
  const forceHttp1 = http === '1.1' && url.startsWith('https:');
  test.write(folder, block, taken, endpointOf(url), isSecret);
  const secrets = [...new Set(Object.keys(options.protocol.headers).filter(isSecret))].map(variableOf);
  const texts = {
    'commands.txt': commandLines(segments, forceHttp1).join('\n') + '\n',
    'testrun.yaml': testRunManifest(folder, { name, segments, secrets, forceHttp1 }),
  };
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text);
  return [...Object.values(testFiles), ...Object.keys(texts)];
}

/** k6 deals its VUs out to the segments; one that gets none sends nothing, and tells nothing. */
function refuseIdleSegments({ staged: { vus } }: WrittenTest, segments: number): void {
  if (segments <= vus) return;
  throw new SluiceError('input-invalid', {
    fact: `The load has ${vus} VUs, and ${segments} segments were asked to share them.`,
    remedy: `Ask for ${vus} segments or fewer: \`--segments ${vus}\`; or for more blocks or a higher rate.`,
  });
}

export interface DistributedResult {
  measured: BlockSamples;
  /** Why none of it may be judged, in words. */
  faults: string[];
  /** What else is not as it should be. */
  warnings: string[];
}

/**
 * The results of all segments as the samples of the one block. What a segment did not tell is missing in the samples, as
 * requests that were never sent: they make the blocks invalid that they were due in.
 * @throws SluiceError `import-malformed` for files that are not there or hold no request of this test, `import-refused` for
 * results of another test
 */
export async function readDistributedTest(
  files: readonly string[],
  block: BlockPlan,
  options: EngineOptions,
  { id, segments }: Pick<DistributedTest, 'id' | 'segments'>,
): Promise<DistributedResult> {
  const test = await PreparedTest.of(options);
  const taken = test.take(block, id);
  const recorder = test.recorder(taken, files.length);
  const warnings: string[] = [];
  files.forEach((file, segment) => {
    if (!existsSync(file)) throw malformed(file, 'The file is not there.');
    let strange = 0;
    const lines = new LineFile(file, (line) => {
      if (line !== '' && !recorder.add(segment, line)) strange++;
    });
    lines.readNew();
    const isCut = lines.close();
    if (recorder.foreignLines > 0) throw foreign(file, recorder.foreignLines);
    if (isCut || strange > 0)
      warnings.push(`${file}: ${isCut ? 'the last line is cut' : `${strange} lines are no request`}`);
  });
  recorder.close();
  const told = recorder.beganAtEpochMs.filter((atMs) => !Number.isNaN(atMs));
  if (told.length === 0) throw malformed(files[0] ?? '', 'The files hold no request of this test.');
  if (recorder.strayLines > 0)
    throw malformed(
      files[0] ?? '',
      `The files hold ${recorder.strayLines} requests twice, or some that the test has not.`,
    );
  const { columns } = taken;
  const missing = columns.sentAtMs.reduce((sum, atMs) => (Number.isNaN(atMs) ? sum + 1 : sum), 0);
  if (missing > 0) warnings.push(`${missing} of ${columns.count} requests are in none of the files`);
  return {
    measured: {
      samples: columns,
      health: healthOf(block, columns, recorder),
      errorExamples: recorder.errorExamples,
      startedAtEpochMs: Math.min(...told),
    },
    faults: faultsOf(told, segments),
    warnings,
  };
}

function faultsOf(beganAtEpochMs: readonly number[], segments: number): string[] {
  const apartMs = Math.max(...beganAtEpochMs) - Math.min(...beganAtEpochMs);
  return [
    ...(beganAtEpochMs.length < segments
      ? [`${segments - beganAtEpochMs.length} of ${segments} segments told nothing`]
      : []),
    ...(apartMs > mostApartMs
      ? [`the segments began ${(apartMs / 1000).toFixed(1)} s apart, by the clocks of their machines`]
      : []),
  ];
}

function commandLines(segments: number, forceHttp1: boolean): string[] {
  return Array.from({ length: segments }, (_, segment) =>
    [
      `${forceHttp1 ? `GODEBUG=${withoutHttp2} ` : ''}k6 run --address= --log-format=raw`,
      `--config=${testFiles.options}`,
      `--console-output=segment-${segment + 1}.ndjson`,
      ...segmentArguments(segment, segments),
      testFiles.script,
    ].join(' '),
  );
}

/** Names are looked up by the machines that send. */
function endpointOf(written: string): ResolvedEndpoint {
  const { origin, pathname, protocol, hostname, port } = new URL(written);
  const secure = protocol === 'https:';
  const basePath = pathname.replace(/\/+$/, '');
  const at = Number(port) || (secure ? 443 : 80);
  return { origin, basePath, secure, hostname, address: hostname, port: at, http: '1.1' };
}

/** As the script reads it. */
const variableOf = (header: string): string =>
  `SLUICE_HEADER_${header.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;

const foreign = (location: string, lines: number): SluiceError =>
  new SluiceError('import-refused', {
    location,
    fact: `The file holds ${lines} results of another test than the one in the folder.`,
    remedy:
      'Give the results of this very test with `--test`, and run each test in a folder without results of an earlier one: k6 appends to what is there.',
  });

const malformed = (location: string, fact: string): SluiceError =>
  new SluiceError('import-malformed', {
    location,
    fact,
    remedy: 'Give the files that `--console-output` wrote in the processes of this very test.',
  });
