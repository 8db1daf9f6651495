import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../../src/model/error.ts';
import { token } from '../../action/gate-scene.ts';
import type { FaultBench } from '../bench.ts';
import type { Observed } from '../observed.ts';
import { together } from '../platform/apart.ts';
import { assertPlainLog } from '../platform/outcome.ts';

/** A damaged input, and what the command line must say of it. */
export interface Damaged {
  name: string;
  /** Puts it into the folder, a copy of the workspace. */
  put: (folder: string) => void;
  arguments: string[];
  code: ErrorCode;
  /** What the message names. */
  told: RegExp;
  /** The file, relative to the folder, that must be as it was; none where nothing could be written over. */
  file?: string;
}

/** Little enough that a reader which takes all it can get would die of it. */
const memory = '--max-old-space-size=1000';

/** Gives each to the real command line: the code, its fact and remedy, exit 2, nothing started, and the file as it was. */
export async function refuseEach(bench: FaultBench, inputs: readonly Damaged[]): Promise<Observed[]> {
  return together(inputs, 2, async ({ name, put, arguments: given, code, told, file }) => {
    const folder = bench.makeFolder(name.replace(/\W+/g, '-'));
    cpSync(bench.workspace, folder, { recursive: true });
    put(folder);
    const before = file && fingerprint(join(folder, file));
    const observed = await bench.cli(given, { folder, env: { NODE_OPTIONS: memory } });
    assertPlainLog(observed.log, token);
    assert.equal(observed.error, code, `${name}: ${observed.log}`);
    assert.equal(observed.exitCode, 2, name);
    assert.match(observed.log, told, name);
    assert.match(observed.log, /^ {2}remedy: \S.{10,}$/m, name);
    assert.ok(!/starting|ready after/.test(observed.log), `${name}: something was started`);
    assert.ok(observed.tookMs < 60_000, `${name}: ${observed.tookMs} ms`);
    assert.equal(file && fingerprint(join(folder, file)), before, `${name}: the file was changed`);
    assert.ok(!existsSync(join(folder, 'out/sluice/result.json')), `${name}: a verdict`);
    return observed;
  });
}

/** What a path holds, as far as reading it is safe. */
function fingerprint(path: string): string {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return `link ${readlinkSync(path)}`;
  if (!status.isFile() || statSync(path).size > 10_000_000)
    return `${status.mode} ${status.size} ${status.mtimeMs}`;
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** For the table: how many, and of which codes. */
export function tellRefused(observed: readonly Observed[]): string {
  const codes = [...new Set(observed.map(({ error }) => error))].join(', ');
  const seconds = Math.ceil(Math.max(...observed.map(({ tookMs }) => tookMs)) / 1000);
  const count = observed.length === 1 ? 'one file' : `${observed.length} files`;
  return `${count}: ${codes}, exit 2, nothing started, ${observed.length === 1 ? 'it is as it was' : 'all as they were'}; within ${seconds} s`;
}
