import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toSluiceError } from '../../../../src/model/error.ts';
import type { Checks } from '../checks.ts';
import { closedBlock, openBlock, openEngine, Seen, startWaitingServer, unary } from '../engines/bench.ts';

const { signal } = new AbortController();

/** The script of docs/engines.md. */
const ownScript = `
import http from 'k6/http';

export const options = {
  scenarios: {
    load: {
      executor: 'constant-arrival-rate',
      rate: Math.round(__ENV.SLUICE_RATE * 60),
      timeUnit: '1m',
      duration: __ENV.SLUICE_DURATION_SECONDS + 's',
      preAllocatedVUs: 100,
    },
  },
};

export default function () {
  http.post(__ENV.SLUICE_URL, '{"text":"how do I pay"}', { tags: { class: 'short' } });
}
`;

/** Sends one request after the other, whatever was asked, and one before them. */
const oneUserScript = `
import http from 'k6/http';
export const options = { vus: 1, duration: __ENV.SLUICE_DURATION_SECONDS + 's', systemTags: ['status'] };
const send = () => http.post(__ENV.SLUICE_URL, '{"text":"how do I pay"}', { tags: { class: 'short' } });
export function setup() {
  http.setResponseCallback(null);
  send();
}
export default send;
`;

/** A script of the user, good and bad. */
export async function checkScript(command: string, checks: Checks, folder: string): Promise<void> {
  const server = await startWaitingServer();
  const run = async (name: string, text: string, block = openBlock(0, 30, 3), segments = 2) => {
    writeFileSync(join(folder, name), text);
    const engine = await openEngine(
      unary,
      { kind: 'k6', command, segments, script: { file: name, digest: '' } },
      folder,
    );
    try {
      return await engine.run(block, { baseUrl: server.url }, { signal });
    } finally {
      await engine.close();
    }
  };
  try {
    const seen = new Seen();
    seen.add(await run('own.js', ownScript));
    checks.hold(
      `${seen.good} good requests of the user's own script, 90 or 91 asked`,
      seen.good >= 89 && seen.good <= 92,
    );
    const slow = await run('one.js', oneUserScript, openBlock(0, 30, 3), 1);
    const { achievedRate } = slow.health;
    checks.hold(
      `one user where 30 a second were asked: a rate of ${achievedRate}`,
      achievedRate < 0.3 && Math.abs(achievedRate - slow.samples.count / 90) < 1e-9,
    );
    const others = await run('one.js', oneUserScript, closedBlock(0, 4, 2), 1).then(
      () => undefined,
      toSluiceError,
    );
    checks.hold(`one user where four were asked: ${others?.fact}`, others?.code === 'engine-script-failed');
    for (const [what, text, says] of [
      ['that throws', 'throw new Error("not today");', 'not today'],
      ['without requests', 'export default function () {}', 'reported no HTTP request'],
      [
        'that stops early',
        ownScript.replace("__ENV.SLUICE_DURATION_SECONDS + 's'", "'1s'"),
        'after its first',
      ],
      ['without classes', ownScript.replace("tags: { class: 'short' }", ''), 'without the tag'],
    ] as const) {
      const error = await run('bad.js', text).then(() => undefined, toSluiceError);
      checks.hold(
        `a script ${what}: ${error?.fact}`,
        error?.code === 'engine-script-failed' && error.fact.includes(says),
      );
    }
  } finally {
    server.stop();
  }
}
