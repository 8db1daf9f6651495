import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toSluiceError } from '../../../../src/model/error.ts';
import type { Checks } from '../checks.ts';
import { closedBlock, openBlock, openEngine, planOf, Seen, startWaitingServer, unary } from './bench.ts';

const good = `
import os
import random
import time
from locust import FastHttpUser, constant_throughput, task

class Customer(FastHttpUser):
    if "SLUICE_RATE" in os.environ:
        wait_time = constant_throughput(1)

    def on_start(self):
        time.sleep(random.random())

    @task(3)
    def short(self):
        self.client.post("/", json={"text": "how do I pay"}, name="short")

    @task(2)
    def long(self):
        self.client.post("/", json={"text": "where is it"}, context={"class": "long"})
`;
const silent = `
from locust import User, constant, task

class Customer(User):
    wait_time = constant(1)

    @task
    def nothing(self):
        pass
`;
const locustfiles = {
  good,
  silent,
  broken: 'import a_module_that_nobody_has\n',
  nameless: good.replace('name="short"', 'name="other"'),
};

/** A user's own locustfile: what it sends is what is recorded, and what is wrong with it is told. */
export async function checkScript(command: string, checks: Checks, folder: string): Promise<void> {
  const server = await startWaitingServer();
  const own = join(folder, 'scripts');
  mkdirSync(own, { recursive: true });
  const { signal } = new AbortController();
  const run = async (name: keyof typeof locustfiles, block = openBlock(0, 40, 4)) => {
    writeFileSync(join(own, `${name}.py`), locustfiles[name]);
    const script = { file: `${name}.py`, digest: '' };
    const engine = await openEngine(unary, planOf(command, { script }), own);
    try {
      const measured = await engine.run(block, { baseUrl: server.url }, { signal });
      const seen = new Seen();
      seen.add(measured);
      return { seen, rate: measured.health.achievedRate };
    } finally {
      await engine.close();
      // Ports of the master are free again.
      await sleep(100);
    }
  };
  const failure = async (name: keyof typeof locustfiles) =>
    run(name).then(
      () => 'none',
      (error: unknown) => `${toSluiceError(error).code}: ${toSluiceError(error).fact}`,
    );
  try {
    const open = await run('good');
    checks.hold(
      `with a rate of 40: ${open.seen.good} requests, ${open.rate} of what was asked`,
      open.rate > 0.8,
    );
    const closed = await run('good', closedBlock(0, 12, 4));
    checks.hold(`by 12 users: ${closed.seen.good} requests`, closed.seen.good > 100);
    for (const [name, expected] of [
      ['silent', /reported no request/],
      ['broken', /No module named/],
      ['nameless', /the name "other"/],
    ] as const) {
      const told = await failure(name);
      checks.hold(`${name}: ${told}`, expected.test(told));
    }
  } finally {
    server.stop();
  }
}
