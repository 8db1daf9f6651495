import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import type { GateEvent, Progress } from '../../src/model/progress.ts';
import { screenOf, takesColours, type Screen } from '../../src/gate/screen-of.ts';
import { describeError, drawOn } from '../../src/gate/terminal.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { ScreenEmulator } from '../support/screen-emulator.ts';

const progress: Progress = {
  scenario: 'mixed',
  arm: 'candidate',
  position: 'pair 1 of up to 6',
  elapsedMs: 2000,
  remainingMs: 58_000,
  ratePerSecond: 40,
  askedPerSecond: 40,
  p50Ms: 11.2,
  p95Ms: 16,
  p99Ms: 18,
  errors: 0,
};
const ran = (changed: Partial<Progress> = {}): GateEvent => ({
  kind: 'progress',
  progress: { ...progress, ...changed },
});
const starting: GateEvent = { kind: 'starting', arm: 'base', target: 'tickets:1' };
const mixed: GateEvent = { kind: 'scenario', scenario: 'mixed', text: 'up to 6 pairs' };

/** A gate drawn on a screen, and what the screen shows of it. */
function drawn(kind: Screen['kind'], columns = 100, rows = 30) {
  const size = { columns, rows };
  const shown = new ScreenEmulator(columns);
  const writes: string[] = [];
  const write = (text: string) => {
    writes.push(text);
    if (kind === 'terminal') shown.write(text);
  };
  const drawing = drawOn({ kind, write, size: () => size, colour: kind === 'terminal' });
  onTestFinished(() => drawing.finish());
  return { ...drawing, size, shown, writes };
}

describe('on a terminal', () => {
  test('lines stay, and the panel is always below them, in one write each', () => {
    const { tell, shown, writes } = drawn('terminal');
    tell(starting);
    tell(mixed);
    tell(ran());
    tell({ kind: 'look', pairs: 1, text: 'not decided yet, measuring on' });
    tell(ran({ position: 'pair 2 of up to 6' }));
    const lines = shown.text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'base: starting tickets:1',
      'mixed: up to 6 pairs',
      'look after 1 pair: not decided yet, measuring on',
      'mixed, pair 2 of up to 6: candidate',
    ]);
    expect(lines[4]).toMatch(/^00:02 of 01:00 {2}██░+$/);
    expect(lines[6]).toMatch(
      /^› candidate +40\.0 req\/s +40\.0 req\/s +11\.2 ms +16\.0 ms +18\.0 ms +0 {2}▅▅$/,
    );
    expect(writes).toHaveLength(5);
  });

  test('the cursor rests below everything and is never hidden, whatever ends the process', () => {
    const { tell, shown, writes } = drawn('terminal');
    for (const event of [starting, mixed, ran(), ran()]) {
      tell(event);
      expect(shown.cursor).toMatchObject({ column: 0, below: 0 });
    }
    expect(writes.join('')).not.toContain('\x1b[?');
  });

  test('nothing of the panel is left at the end', () => {
    const { tell, finish, shown } = drawn('terminal');
    for (const event of [starting, mixed, ran()]) tell(event);
    finish();
    expect(shown.text).toBe('base: starting tickets:1\nmixed: up to 6 pairs\n');
    tell({ kind: 'note', text: 'told at the very end' });
    expect(shown.text).toBe('base: starting tickets:1\nmixed: up to 6 pairs\ntold at the very end\n');
  });

  test('the clock goes on while nothing is told', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { tell, shown } = drawn('terminal');
    tell(starting);
    vi.advanceTimersByTime(65_000);
    expect(shown.text).toMatch(/\nbase: starting tickets:1\n01:05\n$/);
  });

  test('each arm of a scenario has its row, and the next scenario begins anew', () => {
    const { tell, shown } = drawn('terminal');
    for (const event of [mixed, ran({ arm: 'base' }), ran()]) tell(event);
    expect(shown.text).toMatch(/\n {2}base .*\n› candidate .*\n$/);
    tell(ran({ scenario: 'spike', arm: 'base' }));
    expect(shown.text).toMatch(/\n› base .*\n$/);
  });

  test('a terminal that became narrower has wrapped the panel, and all of it is erased', () => {
    const { tell, size, writes } = drawn('terminal', 120);
    tell(ran());
    size.columns = 60;
    tell(ran());
    // Four lines, of which the bar and the two of the table took two.
    expect(writes[1]).toMatch(/^\r\x1b\[7A\x1b\[J/);
  });

  test.each([
    ['narrow', 50, 30],
    ['low', 100, 6],
  ])('a %s one has one line, cut at its width', (_, columns, rows) => {
    const { tell, shown } = drawn('terminal', columns, rows);
    tell(mixed);
    tell(ran());
    tell(ran());
    const [first, line = '', ...rest] = shown.text.split('\n');
    expect([first, ...rest]).toEqual(['mixed: up to 6 pairs', '']);
    expect(line).toMatch(/^\[00:02 of 01:00\] mixed {2}pair 1/);
    expect([...line].length).toBeLessThan(columns);
  });
});

describe('in a log', () => {
  test('everything is a line, and of progress there is one now and then', () => {
    const { tell, writes } = drawn('log');
    for (const event of [starting, mixed, ran(), ran(), ran()]) tell(event);
    expect(writes).toEqual([
      'base: starting tickets:1\n',
      'mixed: up to 6 pairs\n',
      expect.stringMatching(
        /^\[00:02 of 01:00\] mixed .* p50 11\.2 ms {2}p95 16\.0 ms {2}p99 18\.0 ms {2}0 errors\n$/,
      ),
    ]);
  });

  test('a job of GitHub gets a section for each scenario, and every one is closed', () => {
    const { tell, finish, writes } = drawn('job-log');
    const ramp = (arm: 'base' | 'candidate'): GateEvent => ({
      kind: 'scenario',
      scenario: 'ramp',
      arm,
      text: '8',
    });
    for (const event of [starting, ramp('base'), starting, ramp('candidate'), mixed]) tell(event);
    tell({ kind: 'verdict', verdict: 'pass', sentence: 'No change.' });
    tell({ kind: 'note', text: 'told at the very end' });
    finish();
    const titles = writes.join('').match(/^::.*|^told.*/gm);
    expect(titles).toEqual([
      '::group::Sluice: start',
      '::endgroup::',
      '::group::Sluice: ramp',
      '::endgroup::',
      '::group::Sluice: mixed',
      '::endgroup::',
      'told at the very end',
    ]);
  });

  test('an error ends the open section', () => {
    const { tell, finish, writes } = drawn('job-log');
    tell(starting);
    finish();
    expect(writes.at(-1)).toBe('::endgroup::\n');
  });

  test.each(hostileTexts)('no text is a command: $aim', ({ text }) => {
    const { tell, writes } = drawn('job-log');
    tell({ kind: 'starting', arm: 'base', target: text });
    tell({ kind: 'scenario', scenario: 'mixed', text });
    tell({ kind: 'look', pairs: 1, text });
    tell({ kind: 'note', text });
    tell(ran({ position: text }));
    const lines = writes.join('').split('\n');
    expect(lines.filter((line) => /^\s*::/.test(line))).toEqual([
      '::group::Sluice: start',
      '::endgroup::',
      '::group::Sluice: mixed',
    ]);
    expect(lines.join('')).not.toMatch(/##\[|\p{Cc}/u);
  });
});

/** A stream that is one, or that says that it is a terminal. */
function stream(isTTY: boolean, size: { columns?: number; rows?: number } = {}): WriteStream {
  const { getColorDepth } = WriteStream.prototype;
  return Object.assign(new PassThrough(), { isTTY, getColorDepth, ...size }) as unknown as WriteStream;
}

describe('the environment decides', () => {
  const deciding = ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'COLORTERM', 'CI', 'GITHUB_ACTIONS', 'TMUX'];
  const setEnvironment = (env: Record<string, string>) => {
    for (const name of deciding) vi.stubEnv(name, env[name]);
  };
  afterEach(() => void vi.unstubAllEnvs());

  const xterm = { TERM: 'xterm-256color' };
  test.each([
    ['a terminal has colours', true, xterm, true],
    ['a pipe has none', false, xterm, false],
    ['NO_COLOR takes them from a terminal', true, { ...xterm, NO_COLOR: '1' }, false],
    ['FORCE_COLOR gives a pipe some', false, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 takes them from a terminal', true, { ...xterm, FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR is stronger than NO_COLOR', true, { ...xterm, FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['a dumb terminal has none', true, { TERM: 'dumb' }, false],
  ])('on colours: %s', (_, isTTY, env, expected) => {
    setEnvironment(env);
    expect(takesColours(stream(isTTY))).toBe(expected);
  });

  test.each([
    ['a terminal', true, xterm, 'terminal'],
    ['a terminal that cannot move its cursor', true, { TERM: 'dumb' }, 'log'],
    ['a pipe', false, xterm, 'log'],
    ["a job's log", false, { GITHUB_ACTIONS: 'true' }, 'job-log'],
    ["a job's log that looks like a terminal", true, { GITHUB_ACTIONS: 'true' }, 'job-log'],
    ['the log of another CI system that looks like a terminal', true, { CI: 'true' }, 'log'],
  ])('on the way of drawing: %s', (_, isTTY, env, expected) => {
    setEnvironment(env);
    expect(screenOf(stream(isTTY)).kind).toBe(expected);
  });

  test('a terminal without a size is taken for the usual one', () => {
    expect(screenOf(stream(true, { columns: 0, rows: 0 })).size()).toEqual({ columns: 80, rows: 24 });
    expect(screenOf(stream(true, { columns: 120, rows: 50 })).size()).toEqual({ columns: 120, rows: 50 });
  });
});

describe('an error', () => {
  test('is told with its evidence, remedy and cause, a line each', () => {
    const error = new SluiceError('container-exited', {
      fact: 'The container exited with code 7.',
      remedy: 'Look at its log.',
      evidence: ['Traceback:', '    raise MemoryError'],
      cause: new Error('exit 7\nat somewhere'),
    });
    expect(describeError(error).split('\n')).toEqual([
      'error container-exited: The container exited with code 7.',
      '  | Traceback:',
      '  |     raise MemoryError',
      '  remedy: Look at its log.',
      '  cause: exit 7',
    ]);
  });

  test.each(hostileTexts)('is no command: $aim', ({ text }) => {
    const fact = `${text}\n::error::owned`;
    const told = describeError(
      new SluiceError('internal', { fact, remedy: fact, evidence: [fact], cause: new Error(text) }),
    );
    for (const line of told.split('\n')) expect(line).not.toMatch(/^\s*::|##\[|\p{Cc}/u);
  });
});
