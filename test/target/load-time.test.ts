import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadMsIn, readLoadMs } from '../../src/target/load-time.ts';

test.each([
  [
    'vLLM',
    'INFO 02-21 10:00:00 [gpu_model_runner.py:1] Model loading took 14.9596 GiB and 3.456789 seconds',
    3456.789,
  ],
  ['a later vLLM', 'INFO model_runner.py] Model loading took 0.24 GiB memory and 0.5 seconds', 500],
  [
    'SGLang with two ranks',
    '[2026-02-26 16:41:05 TP1] Load weight end. elapsed=605.50 s, type=A\n[2026-02-26 16:41:05 TP0] Load weight end. elapsed=601.1 s, type=A',
    605_500,
  ],
  [
    'TGI in colours',
    '\u001B[2m2024-03-04T16:38:09.496633Z\u001B[0m \u001B[32m INFO\u001B[0m text_generation_launcher: Shard ready in 22.918174777s \u001B[2mrank\u001B[0m=0',
    22_918.174777,
  ],
  ['TGI with a quick shard', 'text_generation_launcher: Shard ready in 850.25ms rank=0', 850.25],
  [
    'llama.cpp with times',
    "0.00.583.264 I srv    load_model: loading model '/m.gguf'\n1.05.583.299 I srv          main: model loaded",
    65_000.035,
  ],
  [
    'Triton with two models, over midnight',
    [
      'I1012 23:59:59.500000 1 model_lifecycle.cc:462] loading: text_detection:1',
      'I1012 23:59:59.600000 1 model_lifecycle.cc:462] loading: text_recognition:1',
      "I1013 00:00:00.250000 1 model_lifecycle.cc:840] successfully loaded 'text_detection' version 1",
      'I1013 00:00:01.250000 1 model_lifecycle.cc:840] "successfully loaded \'text_recognition\'"',
    ].join('\n'),
    1750,
  ],
  ['llama.cpp without times', "srv    load_model: loading model '/m.gguf'\nmain: model loaded", undefined],
  ['a model that is still loading', "0.00.583.264 I srv    load_model: loading model '/m.gguf'", undefined],
  ['a number that is none', 'Model loading took 1.0 GiB and 1.2.3 seconds', undefined],
  ['another server', 'loading the model\nport 8000', undefined],
])('how long %s loaded its model is read from its log', (_, log, loadMs) => {
  if (loadMs === undefined) expect(loadMsIn(log)).toBeUndefined();
  else expect(loadMsIn(log)).toBeCloseTo(loadMs, 6);
});

test('a log file that is not there tells nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-load-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'target.log');
  expect(readLoadMs(file)).toBeUndefined();
  writeFileSync(file, 'Shard ready in 2s rank=0');
  expect(readLoadMs(file)).toBe(2000);
});
