/**
 * One real server, installed, started and put under load by Sluice's own code: `npm run conformance -- NAME`.
 * Each of its protocols adds a line to results.ndjson; `table.ts` writes them into docs/servers.md. The server's files
 * stay in out/conformance/NAME, so that the next time nothing is installed. Tools that Sluice works with, in place of a
 * model server, bring a check of their own (`tools/`).
 */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describeRecognised } from '../../src/model/recognised.ts';
import type { ProcessPlan } from '../../src/model/target.ts';
import { recognise, startTarget, type TargetContext } from '../../src/target/index.ts';
import { chooseFreePort } from '../../src/target/port.ts';
import { checkWay } from './check-way.ts';
import { workspace } from './load.ts';
import { appendResult, type CheckResult } from './result.ts';
import type { ConformanceServer, Ports, Way } from './server.ts';
import { servers } from './servers/index.ts';
import { tools } from './tools/index.ts';

const [name = ''] = process.argv.slice(2);
const tool = await tools[name]?.();
if (tool) {
  const folder = join(workspace, 'out', 'conformance', name);
  mkdirSync(folder, { recursive: true });
  process.exit((await tool.check(folder)) ? 0 : 1);
}
const server = servers[name];
if (!server) {
  console.error(`Name one of ${[...Object.keys(servers), ...Object.keys(tools)].join(', ')}.`);
  process.exit(2);
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
const folder = join(workspace, 'out', 'conformance', name);
mkdirSync(folder, { recursive: true });
console.log(`${server.title}: installing ${server.version} into ${relative(workspace, folder)}`);
await server.install(folder);
const good = await measure(server);
process.exitCode = good ? 0 : 1;

/** @returns whether every check of every way was met */
async function measure(server: ConformanceServer): Promise<boolean> {
  const { title, version, recognisedAs, ways, start } = server;
  const [http, second, third] = [await chooseFreePort(), await chooseFreePort(), await chooseFreePort()];
  const ports: Ports = { http, second, third };
  const started = start(folder, ports);
  const context: TargetContext = {
    sessionId: `conformance-${process.pid}`,
    arm: 'candidate',
    workspace,
    logDirectory: folder,
    stateFile: join(folder, 'state.json'),
    signal: interruption.signal,
    onNote: (text) => console.log(text),
  };
  const plan: ProcessPlan = {
    kind: 'process',
    command: started.command,
    port: http,
    env: started.env ?? {},
    directory: relative(workspace, started.directory ?? folder),
    // Where it is not known what it speaks, this is what Sluice asks for.
    ready: {
      path: '/health',
      otherPaths: ['/v2/health/ready', '/ping', '/api/version'],
      timeoutMs: 600_000,
      intervalMs: 250,
    },
  };
  const target = await startTarget(plan, context);
  console.log(`ready after ${(target.readyMs / 1000).toFixed(1)} s`);
  try {
    await server.prepare?.(folder, target.endpoint.baseUrl);
    const recognised = await checkRecognised(target.endpoint.baseUrl, recognisedAs);
    const metricsUrl =
      started.metrics && `http://127.0.0.1:${ports[started.metrics.port]}${started.metrics.path}`;
    let met = true;
    for (const way of ways) {
      const baseUrl = `http://127.0.0.1:${ports[way.port ?? 'http']}`;
      const checked = await checkWay(way, {
        folder,
        baseUrl,
        context,
        ...(metricsUrl ? { metricsUrl } : {}),
      });
      const checks = { recognised, ...checked };
      appendResult({ date: today(), server: name, title, version, way: way.title, checks });
      console.table({ [way.title]: Object.fromEntries(Object.entries(checks).map(([k, v]) => [k, v.is])) });
      tellFound(way, checks);
      met &&= Object.values(checks).every(({ is }) => is !== 'no');
    }
    return met;
  } finally {
    await target.stop();
  }
}

async function checkRecognised(baseUrl: string, expected: string | undefined): Promise<CheckResult> {
  const found = await recognise({ baseUrl }, interruption.signal);
  const told = found ? describeRecognised(found) : 'not recognised';
  console.log(told);
  if (expected === undefined) return { is: found ? 'no' : 'none', found: found ? told : '' };
  return { is: found?.protocol === expected ? 'yes' : 'no', found: told };
}

function tellFound(way: Way, checks: Record<string, CheckResult>): void {
  for (const [check, { is, found }] of Object.entries(checks))
    if (is !== 'none') console.log(`${way.title}: ${check} ${is} (${found})`);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
