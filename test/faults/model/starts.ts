/** A server that does not come up, does not stay up, or does not go. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { assertError, assertVerdict, describe } from '../observed.ts';
import { pairedSettings, sloSettings, type Faulty } from '../settings.ts';

const side = 'model';

/** The gate ends in an error that says what of it a person needs, as a comment and as files. */
async function endsBy(bench: FaultBench, settings: object, code: string, evidence: RegExp): Promise<string> {
  const scene = await bench.setScene(settings);
  const observed = await bench.main();
  assertError(observed, code);
  for (const name of ['comment.md', 'error.json'])
    assert.ok(observed.files.includes(name), `${name} is missing`);
  assert.match(observed.log, evidence);
  assert.equal(scene.comments.length, 1);
  assert.match(scene.comments[0]!, new RegExp(code));
  return describe(observed);
}

/** With a process of its own: `change` replaces parts of it. */
function sloWith(candidate: Faulty, change: object): object {
  const settings = sloSettings(candidate) as { target: { process: object } };
  return { ...settings, target: { process: { ...settings.target.process, ...change } } };
}

const shortly = { ready: { path: '/health', timeout: '1s', interval: '50ms' } };

export const faults: Fault[] = [
  {
    name: 'never ready',
    side,
    injected: '`/health` answers 503 for ever',
    expected: 'invalid, `target-never-ready` with the last status; comment.md, error.json, the log',
    run: (bench) =>
      endsBy(
        bench,
        sloWith({ FAULT: 'never-ready' }, shortly),
        'target-never-ready',
        /in 1 s; last: HTTP 503/,
      ),
  },
  {
    name: 'never answers the probe',
    side,
    injected: 'connections are taken, and nothing is ever answered',
    expected: 'invalid, `target-never-ready`; comment.md, error.json, the log',
    run: (bench) =>
      endsBy(
        bench,
        // One probe waits for 5 s at most.
        sloWith({ FAULT: 'silent' }, { ready: { ...shortly.ready, timeout: '6s' } }),
        'target-never-ready',
        /last: no answer within 5 s/,
      ),
  },
  {
    name: 'exits at once',
    side,
    injected: 'exit code 3 before it listens',
    expected: 'invalid, `process-exited` with its last line; comment.md, error.json, the log',
    run: (bench) =>
      endsBy(
        bench,
        sloSettings({ FAULT: 'exits-at-once' }),
        'process-exited',
        /exit code 3[^]*weights not found/,
      ),
  },
  {
    name: 'ready, then dies at once',
    side,
    injected: 'exit code 5 one millisecond after its first good `/health`',
    expected: 'invalid, `process-exited`; comment.md, error.json, the log',
    run: (bench) => endsBy(bench, sloSettings({ FAULT: 'ready-then-dies' }), 'process-exited', /code 5/),
  },
  {
    name: 'dies in the middle, candidate',
    side,
    injected: 'exit code 7 at its request 40, the base is healthy',
    expected: 'invalid, `process-exited` naming arm and block; what was measured in run-*.partial.json',
    run: (bench) =>
      endsBy(
        bench,
        pairedSettings({ FAULT: 'die', AFTER: 40 }),
        'process-exited',
        /The candidate .* exited with code 7 during mixed/,
      ),
  },
  {
    name: 'dies in the middle, base',
    side,
    injected: 'exit code 7 at its request 40, the candidate is healthy',
    expected: 'invalid, `process-exited` naming the base; what was measured in run-*.partial.json',
    run: (bench) =>
      endsBy(
        bench,
        pairedSettings({}, { FAULT: 'die', AFTER: 40 }),
        'process-exited',
        /The base .* exited with code 7 during mixed/,
      ),
  },
  {
    name: 'dies in the warm-up',
    side,
    injected: 'exit code 7 at its request 4',
    expected: 'invalid, `process-exited`; comment.md, error.json, the log',
    run: (bench) =>
      endsBy(bench, sloSettings({ FAULT: 'die', AFTER: 3 }), 'process-exited', /exited with code 7/),
  },
  {
    name: 'restarts in the middle',
    side,
    injected: 'a supervisor starts it again 0.2 s after each of its ends, every 12 requests',
    expected: 'fail by the error rate; all reports',
    run: async (bench) => {
      await bench.setScene(sloSettings({ FAULT: 'restart', AFTER: 12 }));
      const observed = await bench.main();
      assertVerdict(observed, 'fail');
      return describe(observed);
    },
  },
  {
    name: 'the port is taken',
    side,
    injected: 'somebody else listens on the port of the settings',
    expected: 'invalid, `port-in-use`, and the stranger is not measured; comment.md, error.json',
    run: async (bench) => {
      const stranger = createServer().listen(0, '127.0.0.1');
      await once(stranger, 'listening');
      bench.atEnd(() => stranger.close());
      const { port } = stranger.address() as AddressInfo;
      return endsBy(bench, sloWith({}, { port }), 'port-in-use', new RegExp(`Port ${port} .* in use`));
    },
  },
  {
    name: 'there is no such program',
    side,
    injected: 'a command that is not installed',
    expected: 'invalid, `process-start-failed` naming it; comment.md, error.json',
    run: (bench) =>
      endsBy(
        bench,
        sloWith({}, { command: ['no-such-server'] }),
        'process-start-failed',
        /no program `no-such-server` on PATH/,
      ),
  },
  {
    name: 'deaf to SIGTERM',
    side,
    injected: 'the server ignores SIGTERM',
    expected: 'pass; it is ended by SIGKILL',
    run: (bench) => passes(bench, { FAULT: 'deaf-to-sigterm' }),
  },
  {
    name: 'leaves a daemon behind',
    side,
    injected: 'the server starts a helper in a session of its own, which outlives it',
    expected: 'pass; the helper is ended as well',
    run: (bench) => passes(bench, { FAULT: 'daemon' }),
  },
];

async function passes(bench: FaultBench, candidate: Faulty): Promise<string> {
  await bench.setScene(sloSettings(candidate));
  const observed = await bench.main();
  assertVerdict(observed, 'pass');
  return describe(observed);
}
