import type { LinePlace } from './line-fields.ts';
import { malformed } from './line-fields.ts';
import { SampleBlock } from './sample-block.ts';
import type { BlockLine, RequestLine } from './sample-line.ts';
import { parseSampleLine } from './sample-line.ts';
import { historyOf, pairedOf } from './sample-runs.ts';
import type { SampleSet } from './sample-runs.ts';

/** Far above any measurement, and few enough to be kept. */
const mostBlocks = 100_000;
/** A file with more requests than this is compared by distributions alone, so that its size does not matter. */
const mostRequestsKept = 1_000_000;

/**
 * Reads a file of samples in NDJSON, line by line: `{"block": {...}}`, then a line for each request of that block. Beyond
 * a million requests only counts by HDR bucket are kept, so that the size of the file does not matter. `name` is how the
 * user knows it.
 *
 * Stated rules: empty lines are skipped; blocks may come in any order and are ordered by `startMs`; a pair with only one
 * of its blocks is left out with a warning; pairs under unequal schedules are judged with a warning as long as both arms
 * got the same number of requests within 5 %. All else that is not as described throws `samples-malformed` with the line.
 */
export async function readSamples(
  lines: AsyncIterable<string> | Iterable<string>,
  name: string,
): Promise<SampleSet> {
  const blocks: SampleBlock[] = [];
  const seen = new Map<string, number>();
  const place: LinePlace = { name, line: 0 };
  let requests = 0;
  for await (const text of lines) {
    place.line++;
    const written = place.line === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (written.trim() === '') continue;
    const line = parseSampleLine(written, place);
    if (line.kind === 'block') blocks.push(startBlock(line, blocks, seen, place));
    else addRequest(line, blocks.at(-1), place);
    if (line.kind === 'request') requests++;
    // Single requests are compared in pairs only, and are worth their memory only while they are few.
    if (requests === mostRequestsKept) for (const block of blocks) block.requests.forget();
    const last = blocks.at(-1)!;
    if (requests > mostRequestsKept || last.head.place.mode === 'baseline') last.requests.forget();
  }
  const [first] = blocks;
  if (!first) throw malformed({ name, line: Math.max(1, place.line) }, 'the file holds no block');
  return first.head.place.mode === 'paired' ? pairedOf(blocks, name) : historyOf(blocks, name);
}

function startBlock(
  head: BlockLine,
  blocks: readonly SampleBlock[],
  seen: Map<string, number>,
  place: LinePlace,
): SampleBlock {
  if (blocks.length >= mostBlocks) throw malformed(place, `there are more than ${mostBlocks} blocks`);
  const mode = blocks[0]?.head.place.mode ?? head.place.mode;
  if (head.place.mode !== mode) throw malformed(place, 'the file mixes blocks of pairs with blocks of runs');
  const what =
    head.place.mode === 'paired'
      ? `pair ${head.place.pair} of the ${head.arm}`
      : `block ${head.place.blockIndex} of run ${head.place.run}`;
  const before = seen.get(what);
  if (before !== undefined) throw malformed(place, `${what} was already given in line ${before}`);
  seen.set(what, place.line);
  return new SampleBlock(head);
}

function addRequest(request: RequestLine, block: SampleBlock | undefined, place: LinePlace): void {
  if (!block) throw malformed(place, 'a request comes before any block');
  const { head } = block;
  const mine = head.place.mode === 'paired' ? head.place.pair : head.place.run;
  const given = head.place.mode === 'paired' ? request.pair : request.run;
  if (request.arm !== head.arm || (given !== undefined && given !== mine))
    throw malformed(
      place,
      `a request of ${request.arm} ${given ?? mine} stands among those of ${head.arm} ${mine}`,
    );
  if (request.scheduledAtMs > head.durationMs)
    throw malformed(
      place,
      `scheduledAtMs ${request.scheduledAtMs} is beyond the block's ${head.durationMs} ms`,
    );
  block.add(request);
}
