/** The main step is ended: by a person, by the runner, by the kernel. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBaseImage } from '../../support/base-image.ts';
import type { FaultBench, ObservedStep } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { assertError, assertVerdict, describe, readJson } from '../observed.ts';
import { containerSettings, pairedSettings, sloSettings } from '../settings.ts';

const side = 'runner';

/** How far a gate has come when its log says so. */
const stages = {
  'while it starts the model': {
    settings: () => sloSettings({ FAULT: 'never-ready' }),
    text: 'candidate: starting',
    afterMs: 500,
  },
  'in the warm-up': {
    settings: () => sloSettings({ DELAY_MS: 300 }),
    text: 'candidate: ready',
    afterMs: 50,
  },
  'in a block': { settings: () => pairedSettings(), text: /^mixed/m, afterMs: 50 },
};

type Stage = keyof typeof stages;

function cancelled(signal: NodeJS.Signals, stage: Stage): Fault {
  return {
    name: `${signal} ${stage}`,
    side,
    injected: `${signal} to the main step ${stage}`,
    expected:
      'invalid, `cancelled`, no comment over an older verdict; nothing is left, and post finds nothing to do',
    run: async (bench) => {
      const { settings, text, afterMs } = stages[stage];
      const scene = await bench.setScene(settings());
      const observed = await bench.mainEndedAt(text, signal, afterMs);
      assertError(observed, 'cancelled');
      assert.deepEqual([scene.comments, bench.processes()], [[], []]);
      const post = await bench.post(observed);
      assert.deepEqual([post.exitCode, post.log], [0, '']);
      return describe(observed);
    },
  };
}

function killed(stage: Stage): Fault {
  return {
    name: `SIGKILL ${stage}`,
    side,
    injected: `SIGKILL to the main step ${stage}`,
    expected: 'no verdict; what it started still runs, and post ends it and says so',
    run: async (bench) => {
      const { settings, text, afterMs } = stages[stage];
      await bench.setScene(settings());
      const observed = await bench.mainEndedAt(text, 'SIGKILL', afterMs);
      assert.deepEqual([observed.endedBy, observed.verdict], ['SIGKILL', undefined]);
      assert.notDeepEqual(bench.processes(), []);
      const post = await bench.post(observed);
      assert.equal(post.exitCode, 0);
      assert.match(post.log, /::notice title=Sluice cleaned up::Removed: process \d+/);
      return `${describe(observed)}; post: ${removedBy(post)}`;
    },
  };
}

const removedBy = ({ log }: ObservedStep): string =>
  (/(?:Removed: |left: )(.*)\.$/m.exec(log)?.[1] ?? 'nothing').replace(/[0-9a-f]{12}|\d{2,}/g, 'N');

/** GitHub does nothing for so long that the end comes in the middle of it. */
async function whilePublishing(bench: FaultBench, signal: NodeJS.Signals): Promise<ObservedStep> {
  const scene = await bench.setScene(sloSettings());
  scene.api.fail({ operation: '*', times: 1000, kind: { delayMs: 1500 } });
  return bench.mainEndedAt(/error rate is/i, signal, 700);
}

export const faults: Fault[] = [
  ...(['SIGINT', 'SIGTERM'] as const).flatMap((signal) =>
    (Object.keys(stages) as Stage[]).map((stage) => cancelled(signal, stage)),
  ),
  ...(Object.keys(stages) as Stage[]).map(killed),
  {
    name: 'SIGTERM while it publishes',
    side,
    injected: 'SIGTERM while GitHub takes 1.5 s for each answer',
    expected: 'pass: the verdict is there, and is published',
    run: async (bench) => {
      const observed = await whilePublishing(bench, 'SIGTERM');
      assertVerdict(observed, 'pass');
      assert.equal(bench.scene.comments.length, 1);
      return describe(observed);
    },
  },
  {
    name: 'SIGKILL while it publishes',
    side,
    injected: 'SIGKILL while GitHub takes 1.5 s for each answer',
    expected: 'the reports are on disk; nothing was running any more, and post finds nothing to do',
    run: async (bench) => {
      const observed = await whilePublishing(bench, 'SIGKILL');
      assert.equal(observed.endedBy, 'SIGKILL');
      assert.ok(observed.files.includes('result.json'));
      const post = await bench.post(observed);
      assert.deepEqual([post.exitCode, post.log], [0, '']);
      return describe(observed);
    },
  },
  {
    name: 'SIGINT twice',
    side,
    injected: 'a second SIGINT 20 ms after the first, in a block',
    expected: 'it ends at once; what it could not end itself is ended by post',
    run: async (bench) => {
      await bench.setScene(pairedSettings({ FAULT: 'deaf-to-sigterm' }));
      const twice = bench.whenLogged(/^mixed/m, async () => {
        for (let times = 0; times < 2; times += 1) {
          process.kill(gateOf(bench), 'SIGINT');
          await sleep(20);
        }
      });
      const observed = await bench.main({ onLog: twice.onLog });
      await twice.done();
      assert.equal(observed.exitCode, 2);
      await bench.post(observed);
      assert.deepEqual(bench.processes(), []);
      return describe(observed);
    },
  },
  {
    name: 'the job is out of time',
    side,
    injected:
      "the runner's own way to end a step, after a few pairs: SIGINT, SIGTERM 7.5 s later, SIGKILL 2.5 s after that",
    expected:
      'invalid, `cancelled`, before SIGTERM comes; the result so far in all reports and in the job summary, no comment',
    run: async (bench) => {
      const more = {
        pairing: { block: '300ms', 'lead-in': '50ms', 'restart-every': 0, 'maximum-pairs': 60 },
      };
      const scene = await bench.setScene(
        pairedSettings({}, {}, { ...more, profiles: { pr: { budget: '60s', scenarios: ['mixed'] } } }),
      );
      let askedAtMs = 0;
      const ending = bench.whenLogged(/^mixed/m, async () => {
        await sleep(4000);
        askedAtMs = performance.now();
        process.kill(gateOf(bench), 'SIGINT');
      });
      const observed = await bench.main({ onLog: ending.onLog });
      const tookMs = performance.now() - askedAtMs;
      await ending.done();
      assert.deepEqual([observed.error, observed.verdict, observed.exitCode], ['cancelled', 'invalid', 2]);
      assert.ok(tookMs < 7500, `it took ${tookMs} ms`);
      assert.ok(observed.files.includes('report.html'), observed.files.join(', '));
      const result = readJson<{ verdict: string; sentence: string; metrics: unknown[] }>(
        join(bench.output, 'result.json'),
      )!;
      assert.equal(result.verdict, 'invalid');
      assert.match(result.sentence, /cancelled after \d+ pairs/);
      assert.match(observed.summary, /cancelled after \d+ pairs/);
      assert.deepEqual(scene.comments, []);
      return `${describe(observed)}; ${(tookMs / 1000).toFixed(1)} s after SIGINT; "${result.sentence}"`;
    },
  },
  {
    name: 'SIGHUP at a terminal',
    side,
    injected: 'the terminal of `sluice run` is closed',
    expected: 'exit 2, `cancelled`; nothing is left',
    run: async (bench) => {
      await bench.setScene(pairedSettings());
      const observed = await bench.cli(['run'], {
        onLog: (text, kill) => /^mixed/m.test(text) && kill('SIGHUP'),
      });
      assertError(observed, 'cancelled');
      return describe(observed);
    },
  },
  {
    name: 'killed, and post never comes',
    side,
    injected: 'SIGKILL to the main step in a block; no post step, the machine goes on to its next job',
    expected: 'the next run ends the servers of the killed one before its own, says so, and passes',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      const first = await bench.mainEndedAt(/^mixed/m, 'SIGKILL');
      assert.notDeepEqual(bench.processes(), []);
      const next = await bench.main();
      assertVerdict(next, 'pass');
      assert.match(next.log, /Removed what an earlier run had left: process \d+/);
      return `${describe(first)}; next: ${removedBy(next)}; ${describe(next)}`;
    },
  },
  {
    name: 'killed with its temporary folder emptied',
    side,
    needs: 'docker',
    injected:
      'SIGKILL in a block, with a container; no post step, and the runner empties its temporary folder',
    expected: 'the next run finds the container by its label, removes it, says so, and passes',
    run: async (bench) => {
      await bench.setScene(containerSettings(await ensureBaseImage()));
      const first = await bench.mainEndedAt(/^mixed/m, 'SIGKILL');
      assert.equal((await bench.containers()).length, 1);
      for (const name of readdirSync(bench.runnerTemp))
        rmSync(join(bench.runnerTemp, name), { recursive: true });
      const next = await bench.main();
      assertVerdict(next, 'pass');
      assert.match(next.log, /Removed what an earlier run had left: container [0-9a-f]{12}/);
      return `${describe(first)}; next: ${removedBy(next)}; ${describe(next)}`;
    },
  },
  {
    name: 'SIGKILL while a container is made',
    side,
    needs: 'docker',
    injected: 'SIGKILL to the main step in the moment in which Docker makes the container',
    expected: 'no verdict; post removes what came of it',
    run: async (bench) => {
      await bench.setScene(containerSettings(await ensureBaseImage()));
      const observed = await bench.mainEndedAt('candidate: starting', 'SIGKILL');
      const post = await bench.post(observed);
      assert.equal(post.exitCode, 0);
      assert.deepEqual(await bench.containers(), []);
      return `${describe(observed)}; post: ${removedBy(post)}`;
    },
  },
  {
    name: 'two gates of one runner at a time',
    side,
    injected: 'a second gate begins and ends with the same temporary folder while the first measures',
    expected: 'the second does not take for left behind what the first needs: both pass',
    run: async (bench) => {
      await bench.setScene(sloSettings({}, { profiles: { pr: { budget: '16s', scenarios: ['mixed'] } } }));
      const first = bench.main();
      const second = await bench.cli(['run', '--budget', '8s', '--out', 'elsewhere'], {
        env: { TMPDIR: bench.temporary },
      });
      const one = await first;
      assertVerdict(one, 'pass');
      assert.equal(second.exitCode, 0, second.log);
      return `${describe(one)}; the other: exit ${second.exitCode}`;
    },
  },
];

function gateOf(bench: FaultBench): number {
  const gate = bench.processes().find(({ command }) => command.includes('dist/main'));
  assert.ok(gate, 'the gate is gone');
  return gate.pid;
}
