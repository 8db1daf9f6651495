import { decodeRun, encodeRun, readSamples } from '../../../src/interop/index.ts';
import type { Run } from '../../../src/model/run.ts';
import { historySamples, pairedSamples } from '../../support/sample-file.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { judgedRun } from '../judged.ts';
import { same, unlessRefusedLater } from '../properties.ts';

/** Raw samples of any origin, a line each: runs that can be stored and judged. */
export const samples: FuzzTarget = {
  name: 'samples',
  covers: ['src/interop/sample', 'src/interop/line-fields', 'src/verdict'],
  seeds: () => [
    pairedSamples({ seed: 1, blocks: 3, blockSeconds: 0.1 }),
    historySamples(2, { seed: 1, blocks: 2, blockSeconds: 0.1 }),
  ],
  words: [
    '{"block":{',
    '"pair":',
    '"run":',
    '"class":"__proto__"',
    '"status":"timeout"',
    '"ttftMs":1,',
    '\n\n',
  ],
  async check(bytes) {
    const set = await unlessRefusedLater(() => readSamples(bytes.toString().split('\n'), 'samples'));
    if (!set) return;
    const base: Run = set.mode === 'paired' ? set.base : (set.history[0] ?? set.candidate);
    const { candidate } = set;
    same(decodeRun(encodeRun(candidate), 'run'), candidate, 'stored and read again');
    judgedRun(candidate, base);
  },
};
