import { execa } from 'execa';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rank, type BenchResult } from './result.ts';
import type { BenchSettings } from './settings.ts';

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'index.js');

/** From the start of the bundled program's process to the first request of load at the server. */
export async function benchStart(settings: BenchSettings): Promise<BenchResult> {
  const result = {
    name: 'Start',
    method: 'dist/cli against a url target, from the start of the process to the first POST.',
    notices: [] as string[],
  };
  if (!existsSync(bundle))
    return { ...result, rows: [], targets: [], notices: ['there is no dist/: run npm run build'] };
  const times: number[] = [];
  for (let repeat = 0; repeat < settings.startRepeats; repeat++) {
    const time = await timeToFirstRequest();
    if (time === undefined) result.notices.push('the program ended without sending a request');
    else times.push(time);
  }
  times.sort((a, b) => a - b);
  const median = rank(times, 0.5);
  return {
    ...result,
    rows: [
      {
        repeats: times.length,
        'least ms': times[0] ?? null,
        'median ms': median,
        'most ms': times.at(-1) ?? null,
      },
    ],
    targets: [{ text: `first request within 500 ms: ${median.toFixed(0)} ms`, met: median < 500 }],
  };
}

async function timeToFirstRequest(): Promise<number | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const seen = Promise.withResolvers<number | undefined>();
  const server = createServer((request, response) => {
    if (request.method === 'POST') seen.resolve(performance.now());
    request.resume();
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  writeFileSync(
    join(folder, 'sluice.yml'),
    `version: 1
suite: bench
target: { url: 'http://127.0.0.1:${port}' }
protocol: { http-json: { path: /, body: { text: '{{text}}' } } }
workload: { classes: { only: { rows: [{ text: hello }] } } }
`,
  );
  const startedAt = performance.now();
  const child = execa(process.execPath, [bundle, 'run', '--config', 'sluice.yml'], {
    cwd: folder,
    reject: false,
    all: true,
  });
  void child.then(() => seen.resolve(undefined));
  const at = await seen.promise;
  child.kill('SIGTERM');
  const { all } = await child;
  if (at === undefined) console.error(all);
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
  return at === undefined ? undefined : at - startedAt;
}
