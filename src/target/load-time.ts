import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** How a server tells in its log how long it loaded its model. */
type LoadMessage =
  /** In one line: a number and its unit. */
  | { took: RegExp }
  /** By the clock of two lines. */
  | { from: RegExp; until: RegExp; clockMs: (line: string) => number | undefined };

const dayMs = 24 * 60 * 60 * 1000;

/** Of each server that says so, by its own wording. */
const messages: readonly LoadMessage[] = [
  // vLLM, each worker: `Model loading took 14.9596 GiB and 3.456789 seconds`, later `14.9596 GiB memory and`.
  { took: /\bModel loading took [\d.]+ GiB (?:memory )?and ([\d.]+) (s)econds/u },
  // SGLang, each rank: `Load weight end. elapsed=1.97 s, type=Qwen3ForCausalLM`.
  { took: /\bLoad weight end\. elapsed=([\d.]+) (s)\b/u },
  // TGI, each shard: `Shard ready in 22.918174777s rank=0`.
  { took: /\bShard ready in ([\d.]+)(m?s)\b/u },
  // llama.cpp, where its lines have a time: minutes, seconds, milliseconds and microseconds since its start.
  {
    from: /\bload_model: loading model/u,
    until: /\bmain: model loaded/u,
    clockMs: (line) => clock(/^(\d+)\.(\d\d)\.(\d{3})\.(\d{3}) /u, line, [60_000, 1000, 1, 0.001]),
  },
  // Triton: `I1012 01:26:44.159169 1 model_lifecycle.cc:462] loading: text_detection:1`.
  {
    from: /\bmodel_lifecycle\.cc:\d+\] "?loading: /u,
    until: /\bmodel_lifecycle\.cc:\d+\] "?successfully loaded '/u,
    clockMs: (line) => clock(/^I\d{4} (\d\d):(\d\d):(\d\d\.\d+) /u, line, [3_600_000, 60_000, 1000]),
  },
];

/**
 * How long the server said that loading its model took, in milliseconds, by the log that it has written so far. Where
 * several workers say it, the slowest counts: they load at the same time. Undefined where the log does not tell, or cannot
 * be read, which was told when it was opened.
 */
export function readLoadMs(logFile: string): number | undefined {
  try {
    return loadMsIn(readFileSync(logFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The same for the text of a log. */
export function loadMsIn(log: string): number | undefined {
  const lines = stripVTControlCharacters(log).split('\n');
  for (const message of messages) {
    const told = 'took' in message ? longest(message.took, lines) : between(message, lines);
    if (told !== undefined && Number.isFinite(told) && told < dayMs) return told;
  }
  return undefined;
}

function longest(took: RegExp, lines: readonly string[]): number | undefined {
  const times = lines.flatMap((line) => {
    const [, amount, unit] = took.exec(line) ?? [];
    return amount === undefined ? [] : [Number(amount) * (unit === 'ms' ? 1 : 1000)];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}

function between(
  { from, until, clockMs }: Exclude<LoadMessage, { took: RegExp }>,
  lines: readonly string[],
): number | undefined {
  const begun = lines.find((line) => from.test(line));
  const done = lines.findLast((line) => until.test(line));
  const [begunMs, doneMs] = [begun, done].map((line) => (line === undefined ? undefined : clockMs(line)));
  if (begunMs === undefined || doneMs === undefined) return undefined;
  // Past midnight, a clock without a date begins again.
  return doneMs < begunMs ? doneMs + dayMs - begunMs : doneMs - begunMs;
}

function clock(pattern: RegExp, line: string, unitsMs: readonly number[]): number | undefined {
  const parts = pattern.exec(line)?.slice(1);
  return parts?.reduce((sum, part, i) => sum + Number(part) * (unitsMs[i] ?? Number.NaN), 0);
}
