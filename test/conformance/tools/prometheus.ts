/**
 * A real Prometheus scrapes a real gate, which also pushes to a real push gateway and writes to Prometheus itself; what is asked of Prometheus afterwards must
 * be what the run files say, and every query of the Grafana dashboard must find data. `npm run conformance -- prometheus`;
 * takes `prometheus`, `promtool` and `prometheus-pushgateway` from the PATH (Debian: packages prometheus and
 * prometheus-pushgateway). Files stay in out/conformance/prometheus.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Run } from '../../../src/model/run.ts';
import { chooseFreePort } from '../../../src/target/port.ts';
import { workspace } from '../load.ts';
import { chatSettings, runChatGate, totalsOf } from './chat-gate.ts';
import { Checks } from './checks.ts';

export async function check(folder: string): Promise<boolean> {
  for (const tool of ['prometheus', 'prometheus-pushgateway']) await tellVersion(tool);
  const ports: Ports = {
    metrics: await chooseFreePort(),
    server: await chooseFreePort(),
    gateway: await chooseFreePort(),
  };
  rmSync(join(folder, 'data'), { recursive: true, force: true });
  const running = startTools(folder, ports);
  const checks = new Checks();
  try {
    await checkGate(join(folder, 'gate'), ports, checks);
  } finally {
    for (const each of running) each.kill();
    await Promise.all(running);
  }
  return checks.isGood;
}

interface Ports {
  metrics: number;
  server: number;
  gateway: number;
}

async function tellVersion(tool: string): Promise<void> {
  const version = await execa(tool, ['--version'], { reject: false, all: true });
  if (version.failed)
    throw new Error(`There is no ${tool} here: apt-get install prometheus prometheus-pushgateway`);
  console.log(version.all.split('\n')[0]);
}

function startTools(folder: string, ports: Ports) {
  const scraped = (port: number) => [{ targets: [`127.0.0.1:${port}`] }];
  writeFileSync(
    join(folder, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '2s' },
      scrape_configs: [
        { job_name: 'sluice', static_configs: scraped(ports.metrics) },
        { job_name: 'gateway', static_configs: scraped(ports.gateway) },
      ],
    }),
  );
  const start = (tool: string, port: number, ...more: string[]) =>
    execa(tool, [`--web.listen-address=127.0.0.1:${port}`, ...more], {
      cwd: folder,
      stdio: 'ignore',
      reject: false,
    });
  return [
    start('prometheus-pushgateway', ports.gateway, '--persistence.file='),
    start(
      'prometheus',
      ports.server,
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      '--web.enable-remote-write-receiver',
    ),
  ];
}

async function checkGate(folder: string, ports: Ports, checks: Checks): Promise<void> {
  const [server, gateway] = [`http://127.0.0.1:${ports.server}`, `http://127.0.0.1:${ports.gateway}`];
  await answers(`${server}/-/ready`);
  await answers(`${gateway}/-/ready`);
  const written = `${server}/api/v1/write`;
  const exports = {
    prometheus: { listen: ports.metrics, 'push-gateway': gateway, 'remote-write': written },
  };
  const { runs, told } = await runChatGate(folder, chatSettings(exports));
  console.log(told.split('\n').find((line) => line.includes('Prometheus')));
  const input = await (await fetch(`${gateway}/metrics`)).text();
  const lint = await execa('promtool', ['check', 'metrics'], { input, reject: false, all: true });
  const complaints = lint.all.split('\n').filter((line) => line.startsWith('sluice_'));
  checks.equal('complaints of promtool check metrics', complaints, []);
  // The gateway is scraped once more.
  await sleep(4500);
  await checkTotals('scraped', server, 'job="sluice",instance!=""', runs, checks);
  await checkTotals('pushed', server, 'job="gateway"', runs, checks);
  await checkTotals('written', server, 'job="sluice",instance=""', runs, checks);
  await checkDashboard(server, checks);
  const series = await value(
    server,
    'count(last_over_time({__name__=~"sluice_.*",job="sluice",instance!=""}[5m]))',
  );
  console.log(`${series} series of the gate`);
}

/** What Prometheus saw last of the gate, which has ended and its series with it, is what the run files say. */
async function checkTotals(
  way: string,
  server: string,
  which: string,
  runs: readonly Run[],
  checks: Checks,
): Promise<void> {
  const totals = totalsOf(runs);
  const last = (name: string, where = '') =>
    value(server, `sum(last_over_time(${name}{${which}${where}}[5m]))`);
  const expected: [what: string, query: Promise<number>, total: number][] = [
    ['requests', last('sluice_requests_total'), totals.attempted],
    ['completed', last('sluice_requests_total', ',outcome="ok"'), totals.completed],
    ['refused', last('sluice_requests_total', ',outcome="overload"'), totals.refused],
    ['output tokens', last('sluice_tokens_total', ',type="output"'), totals.outputTokens],
    ['blocks', last('sluice_blocks_total'), totals.blocks],
    ['latencies', last('sluice_request_duration_seconds_count'), totals.completed],
    ['TTFTs', last('sluice_time_to_first_token_seconds_count'), totals.completed],
    ['seconds of latency', last('sluice_request_duration_seconds_sum'), totals.latencySeconds],
    ['verdicts', last('sluice_verdict'), 1],
  ];
  for (const [what, query, total] of expected) checks.equal(`${way}: ${what}`, await query, total, 1e-9);
  const effect = await last('sluice_effect_ratio', ',bound="estimate"');
  checks.hold(`${way}: effects`, Number.isFinite(effect));
}

/** Every query of every panel, with its variables filled in as Grafana does, over the time of the gate. */
async function checkDashboard(server: string, checks: Checks): Promise<void> {
  const text = readFileSync(join(workspace, 'examples/grafana/dashboards/sluice.json'), 'utf8');
  const { panels } = JSON.parse(text) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
  const endSeconds = Date.now() / 1000;
  for (const { title, expr } of queries) {
    const filled = expr
      .replaceAll('$__rate_interval', '10s')
      .replaceAll('$__range', '5m')
      .replaceAll('$__interval', '5s')
      .replaceAll('$suite', 'chat')
      .replaceAll('$scenario', '.*')
      .replaceAll('$class', '.*');
    const asked = new URLSearchParams({
      query: filled,
      start: String(endSeconds - 300),
      end: String(endSeconds),
      step: '1',
    });
    const { data } = (await (await fetch(`${server}/api/v1/query_range?${asked}`)).json()) as {
      data?: { result: { values: [number, string][] }[] };
    };
    const points = (data?.result ?? []).flatMap(({ values }) => values).filter(([, text]) => text !== 'NaN');
    checks.hold(`panel "${title}": ${points.length} points of ${filled}`, points.length > 0);
  }
}

/** The one number that a query has for an answer; NaN where it has none. */
async function value(server: string, query: string): Promise<number> {
  const answer = await fetch(`${server}/api/v1/query?${new URLSearchParams({ query })}`);
  const { data } = (await answer.json()) as { data?: { result: { value: [number, string] }[] } };
  return Number(data?.result[0]?.value[1] ?? Number.NaN);
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer.`);
}
