import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TimeoutPlan } from '../../model/plan.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import { pauseAfterFailureMs } from '../closed-duration.ts';
import type { BlockOrder } from '../messages.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import type { WireRequest } from '../worker/wire-requests.ts';
import { k6Script } from './script.ts';
import type { StagedBlock } from './staged-block.ts';

export interface K6Test {
  /** Stands in each line of its results. */
  id: string;
  block: BlockPlan;
  arrivals: BlockOrder['arrivals'];
  staged: StagedBlock;
  /** Of the schedule, by row. */
  itemIndex: Uint32Array;
  /** By item: what is sent, and its class. */
  requestOf: (item: number) => WireRequest;
  classOf: (item: number) => string;
  endpoint: ResolvedEndpoint;
  timeouts: TimeoutPlan;
  binaryAnswers: boolean;
  /** Headers whose values are not written down but taken from the environment. */
  isSecret: (header: string) => boolean;
}

export const testFiles = { script: 'script.js', options: 'options.json', data: 'data.json' } as const;

/** Writes what k6 needs for one block: the script, its options, its data. Requests hold the headers of the settings: only the owner may read them. */
export function writeTest(folder: string, test: K6Test): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { block, staged } = test;
  const options = {
    // Its name becomes the tag `scenario`.
    scenarios: { [block.scenario]: staged.scenario },
    tags: { block: String(block.index) },
    systemTags: ['status', 'error_code', 'scenario', 'name'],
    setupTimeout: '10m',
    ...hostsOf(test.endpoint),
  };
  const files = {
    [testFiles.script]: k6Script,
    [testFiles.options]: JSON.stringify(options),
    [testFiles.data]: JSON.stringify(dataOf(test)),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    // A file that was there keeps its mode.
    chmodSync(path, 0o600);
  }
}

/** Connections go to the address that was looked up, and to no other. */
const hostsOf = ({ hostname, address }: ResolvedEndpoint): { hosts?: Record<string, string> } =>
  hostname === address ? {} : { hosts: { [hostname]: address } };

function dataOf(test: K6Test): object {
  const { arrivals, staged, itemIndex, requestOf, classOf, endpoint, timeouts, binaryAnswers, isSecret } =
    test;
  const places = new Map<number, number>();
  for (const item of itemIndex) if (!places.has(item)) places.set(item, places.size);
  const closed = arrivals.kind === 'closed' ? arrivals : undefined;
  const { thinkMs, ...loop } = closed ?? {};
  return {
    settings: [
      {
        test: test.id,
        url: endpoint.origin,
        totalMs: timeouts.totalMs,
        stopAtMs: staged.lastMs + timeouts.graceMs,
        pauseAfterFailureMs,
        binaryAnswers,
        requests: itemIndex.length,
        chunk: chunkRows,
        ...(closed ? { closed: loop } : {}),
      },
    ],
    items: [...places.keys()].map((item) => writtenItem(requestOf(item), classOf(item), isSecret)),
    places: chunksOf(Array.from(itemIndex, (item) => places.get(item))),
    thinkMs: chunksOf(Array.from(thinkMs ?? [])),
  };
}

/** k6 keeps each element of a shared array as a text of its own: hundreds of thousands of them keep its garbage collector busy. */
const chunkRows = 64;

const chunksOf = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / chunkRows) }, (_, chunk) =>
    rows.slice(chunk * chunkRows, (chunk + 1) * chunkRows),
  );

function writtenItem(
  { method, path, headers, body }: WireRequest,
  className: string,
  isSecret: K6Test['isSecret'],
) {
  const named: Record<string, string | null> = {};
  const pairs = headers as string[];
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const [name, value] = [pairs[index] as string, pairs[index + 1] as string];
    // k6 takes one value a name; several are the same as one list (RFC 9110, 5.3).
    named[name] = isSecret(name) ? null : named[name] ? `${named[name]}, ${value}` : value;
  }
  return { class: className, method, path, headers: named, ...writtenBody(body) };
}

function writtenBody(body: Buffer | null): { body: string | null } | { base64: string } {
  if (body === null) return { body: null };
  const text = body.toString('utf8');
  return Buffer.from(text).equals(body) ? { body: text } : { base64: body.toString('base64') };
}
