import { isTooNested, mostNesting } from '../model/nesting.ts';
import type { Arm } from '../model/run.ts';
import type { ErrorKind, Outcome } from '../model/sample.ts';
import { outcomes } from '../model/sample.ts';
import type { LinePlace } from './line-fields.ts';
import { LineFields, malformed } from './line-fields.ts';

/** One line of a sample file: the head of a block, or one request of the block before it. */
export type SampleLine = BlockLine | RequestLine;

export interface BlockLine {
  kind: 'block';
  arm: Arm;
  /** The pair in paired files, the run and the block's number in it in baseline files. */
  place: { mode: 'paired'; pair: number } | { mode: 'baseline'; run: string; blockIndex: number };
  environment: string;
  start: number;
  startMs: number;
  durationMs: number;
}

export interface RequestLine extends SampleRequest {
  kind: 'request';
  arm: Arm;
  pair: number | undefined;
  run: string | undefined;
}

/** One request, whatever file it comes from. */
export interface SampleRequest {
  className: string;
  scheduledAtMs: number;
  outcome: 'ok' | ErrorKind;
  /** NaN for a failure without a time. */
  latencyMs: number;
  /** From when it was sent, where that is told apart from when it was due. */
  serviceMs?: number | undefined;
  ttftMs: number | undefined;
  tpotMs: number | undefined;
  /** Between the chunks of a streamed answer. */
  gapsMs?: readonly number[] | undefined;
  outputTokens: number | undefined;
  inputTokens: number | undefined;
}

const known = new Set<string>(outcomes);
const mostLineCharacters = 100_000;

export function parseSampleLine(text: string, place: LinePlace): SampleLine {
  if (text.length > mostLineCharacters)
    throw malformed(place, `the line is longer than ${mostLineCharacters} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw malformed(place, `the line is not JSON (${cause instanceof Error ? cause.message : cause})`, cause);
  }
  if (isTooNested(json)) throw malformed(place, `the line is nested deeper than ${mostNesting} levels`);
  const fields = new LineFields(json, 'the line', place);
  return fields.has('block')
    ? blockLine(new LineFields(fields.raw('block'), 'block', place))
    : requestLine(fields);
}

function blockLine(fields: LineFields): BlockLine {
  return {
    kind: 'block',
    arm: armOf(fields),
    place: placeOf(fields),
    environment: fields.has('environment') ? fields.text('environment') : 'imported',
    start: fields.has('start') ? fields.count('start') : 0,
    startMs: fields.atLeast(0, 'startMs'),
    durationMs: fields.above(0, 'durationMs'),
  };
}

function placeOf(fields: LineFields): BlockLine['place'] {
  if (fields.has('pair') && fields.has('run'))
    throw malformed(fields.place, 'the block has both a pair and a run');
  if (fields.has('pair')) return { mode: 'paired', pair: fields.count('pair') };
  if (!fields.has('run'))
    throw malformed(fields.place, 'the block needs a pair, or a run with its blockIndex');
  return { mode: 'baseline', run: fields.label('run'), blockIndex: fields.count('blockIndex') };
}

function requestLine(fields: LineFields): RequestLine {
  const outcome = fields.text('status') as Outcome;
  if (!known.has(outcome))
    throw malformed(fields.place, `status "${outcome}" is none of ${outcomes.join(', ')}`);
  // A failure needs no time; where one is given it must still be a time.
  const timed = outcome === 'ok' || fields.has('latencyMs');
  const request: RequestLine = {
    kind: 'request',
    arm: armOf(fields),
    pair: fields.has('pair') ? fields.count('pair') : undefined,
    run: fields.has('run') ? fields.label('run') : undefined,
    className: fields.has('class') ? fields.text('class') : 'default',
    scheduledAtMs: fields.atLeast(0, 'scheduledAtMs'),
    outcome,
    latencyMs: timed ? fields.above(0, 'latencyMs') : Number.NaN,
    ttftMs: fields.has('ttftMs') ? fields.above(0, 'ttftMs') : undefined,
    tpotMs: fields.has('tpotMs') ? fields.above(0, 'tpotMs') : undefined,
    outputTokens: fields.has('outputTokens') ? fields.atLeast(0, 'outputTokens') : undefined,
    inputTokens: fields.has('inputTokens') ? fields.atLeast(0, 'inputTokens') : undefined,
  };
  if (request.ttftMs !== undefined && request.ttftMs > request.latencyMs)
    throw malformed(fields.place, `ttftMs ${request.ttftMs} is above latencyMs ${request.latencyMs}`);
  if (request.className === 'all')
    throw malformed(fields.place, 'no class may be called "all", which stands for all requests together');
  return request;
}

function armOf(fields: LineFields): Arm {
  const arm = fields.raw('arm');
  if (arm === 'base' || arm === 'candidate') return arm;
  throw malformed(fields.place, `arm must be base or candidate, but is ${JSON.stringify(arm) ?? 'missing'}`);
}
