import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { amdSource } from '../../src/telemetry/amd-source.ts';
import { nvidiaSource, parseGpuLine } from '../../src/telemetry/nvidia-source.ts';

const mebibyte = 1024 * 1024;

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-gpu-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A program in the place of nvidia-smi. */
function makeProgram(script: string): string {
  const file = join(makeFolder(), 'smi');
  writeFileSync(file, `#!/usr/bin/env node\n${script}`);
  chmodSync(file, 0o755);
  return file;
}

test('NVIDIA GPUs are told by one program, which is ended with the source', async () => {
  const folder = makeFolder();
  const program = makeProgram(`
require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'asked'))}, process.pid + ' ' + process.argv.slice(2).join(' '));
setInterval(() => console.log('0, 90, 40960, 81920, 300.50, 1700, 70, 0x0000000000000004\\n1, 80, 40960, 81920, 100.25, 1900, 60, 0x0000000000000001\\n2, 0, 3, 81920, 60.00, 345, 30, 0x0000000000000000'), 10);
`);
  const source = nvidiaSource(program);
  onTestFinished(() => source.close?.());
  source.begin?.();
  expect(source.read()).toEqual({});
  // The third one is nobody's.
  await expect.poll(() => source.read()['gpu.power']).toBe(400.75);
  await expect
    .poll(() => source.read())
    .toEqual({
      'gpu.busy': 0.9,
      'gpu.memory': 2 * 40960 * mebibyte,
      'gpu.memory-total': 2 * 81920 * mebibyte,
      'gpu.power': 400.75,
      'gpu.clock': 1700,
      'gpu.temperature': 70,
      'gpu.throttled': 1,
    });
  source.begin?.();
  const [pid, ...asked] = readFileSync(join(folder, 'asked'), 'utf8').split(' ');
  expect(asked.join(' ')).toContain('--format=csv,noheader,nounits -lms 500');
  source.close?.();
  await expect.poll(() => isRunning(Number(pid))).toBe(false);
});

test('a machine without NVIDIA GPUs, or with a driver that does not answer, tells nothing', async () => {
  const missing = nvidiaSource(join(makeFolder(), 'nvidia-smi'));
  const broken = nvidiaSource(makeProgram('console.log("NVIDIA-SMI has failed"); process.exit(9);'));
  for (const source of [missing, broken]) {
    source.begin?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(source.read()).toEqual({});
    source.close?.();
  }
});

test.each([
  [
    '0, [N/A], 61203, 81559, [Not Supported], 1980, 64, [N/A]',
    { busy: NaN, memoryBytes: 61203 * mebibyte, powerWatts: NaN, clockMHz: 1980, isThrottled: undefined },
  ],
  [
    '3, 87, 1, 2, 412.31, 1980, 64, 0x00000000000000E8',
    { index: '3', busy: 0.87, powerWatts: 412.31, temperature: 64, isThrottled: true },
  ],
  ['0, 5, 1, 2, 10, 300, 30, 0x0000000000000003', { isThrottled: false }],
])('a line of nvidia-smi, %s', (line, expected) => {
  expect(parseGpuLine(line)).toMatchObject(expected);
});

test.each(['', 'Field "x" is not a valid field to query.', 'a, 1, 2, 3, 4, 5, 6, 0x0', '0, 1, 2'])(
  'is none: %j',
  (line) => {
    expect(parseGpuLine(line)).toBeUndefined();
  },
);

test("AMD GPUs are told by their driver's files", () => {
  const folder = makeFolder();
  const write = (path: string, value: number) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), `${value}\n`);
  };
  for (const [card, busy] of [
    ['card0', 40],
    ['card1', 90],
  ] as const) {
    write(`${card}/device/gpu_busy_percent`, busy);
    write(`${card}/device/mem_info_vram_used`, 8 * 2 ** 30);
    write(`${card}/device/mem_info_vram_total`, 64 * 2 ** 30);
    write(`${card}/device/hwmon/hwmon5/${card === 'card0' ? 'power1_average' : 'power1_input'}`, 150_000_000);
    write(`${card}/device/hwmon/hwmon5/temp1_input`, 61_000);
    write(`${card}/device/hwmon/hwmon5/freq1_input`, 2_100_000_000);
  }
  // A connector, and a GPU of another maker.
  write('card0-DP-1/status', 1);
  write('card2/device/vendor', 1);
  expect(amdSource(folder)?.read()).toEqual({
    'gpu.busy': 0.9,
    'gpu.memory': 16 * 2 ** 30,
    'gpu.memory-total': 128 * 2 ** 30,
    'gpu.power': 300,
    'gpu.clock': 2100,
    'gpu.temperature': 61,
  });
  expect(amdSource(join(folder, 'none'))).toBeUndefined();
});
