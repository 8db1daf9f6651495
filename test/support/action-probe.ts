/** A tiny action that uses every door between a step and its runner once. `INPUT_TASK` says which. */
import { join } from 'node:path';
import { getInput } from '@actions/core';
import {
  annotate,
  readContext,
  readStarted,
  saveStarted,
  setOutputs,
  uploadArtifact,
  writeSummary,
} from '../../src/github/index.ts';

const workspace = process.env['GITHUB_WORKSPACE'] ?? '';

const tasks: Record<string, () => Promise<void>> = {
  async tell() {
    saveStarted('session-1', '/somewhere/started.json');
    setOutputs({
      verdict: 'fail',
      sentence: 'two\nlines, "a=b" and <<EOF',
      'p95-change': 14.2,
      missing: undefined,
    });
    annotate([
      { level: 'error', title: 'p95, long: 100%', message: 'slower\nby 14 %', file: 'sluice.yml', line: 3 },
      ...Array.from({ length: 12 }, (_, i) => ({ level: 'warning' as const, message: `warning ${i}` })),
    ]);
    console.log(JSON.stringify(await writeSummary('# Slower', process.env)));
  },
  async cleanUp() {
    console.log(JSON.stringify(readStarted() ?? 'nothing'));
  },
  async context() {
    console.log(JSON.stringify(await readContext(process.env)));
  },
  async upload() {
    const files = ['result.json', 'deep/run.json'].map((name) => join(workspace, name));
    console.log(`UPLOADED ${JSON.stringify(await uploadArtifact('report', files, workspace))}`);
  },
  async linger() {
    process.on('SIGTERM', () => process.exit(7));
    console.log('lingering');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
};

await tasks[getInput('task')]?.();
