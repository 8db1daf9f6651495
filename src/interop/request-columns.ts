import { bucketCount, bucketOf, centreOf } from '../model/distribution.ts';
import type { BlockRequests } from '../model/run.ts';
import { mostKeptRequests } from '../model/run.ts';

/** Single requests as they stand in a run file: each list as base64 of 16-bit numbers, the lower byte first. */
export interface RequestColumns {
  schedule: string;
  classIndex: string;
  /** Times as the index of their HDR bucket, counted from 1; 0 stands for null. */
  latency: string;
  due?: string | undefined;
  failed?: string | undefined;
  ttft?: string | undefined;
  tpot?: string | undefined;
}

/** Under 11 characters a request, where plain numbers would take up to 25. */
export function encodeRequests({
  schedule,
  classIndex,
  latencyMs,
  dueMs,
  failedMs,
  ttftMs,
  tpotMs,
}: BlockRequests): RequestColumns {
  return {
    schedule,
    classIndex: encodeNumbers(classIndex),
    latency: encodeNumbers(latencyMs.map(bucketFromOne)),
    ...(dueMs ? { due: encodeNumbers(dueMs.map(bucketFromOne)) } : {}),
    ...(failedMs ? { failed: encodeNumbers(failedMs.map(bucketFromOne)) } : {}),
    ...(ttftMs ? { ttft: encodeNumbers(ttftMs.map(bucketFromOne)) } : {}),
    ...(tpotMs ? { tpot: encodeNumbers(tpotMs.map(bucketFromOne)) } : {}),
  };
}

/** What is wrong with the single requests of a block, as the rest of a sentence. */
export interface ColumnsFault {
  fault: string;
}

/** Reads what `encodeRequests` wrote, or says what is wrong with it. */
export function decodeRequests(columns: RequestColumns): BlockRequests | ColumnsFault {
  const { schedule, latency, due, failed, ttft, tpot } = columns;
  const optional = [due, failed, ttft, tpot].filter((column) => column !== undefined);
  const written = [columns.classIndex, latency, ...optional];
  const [classIndex = [], ...times] = written.map(decodeNumbers);
  if (classIndex.length > mostKeptRequests) return { fault: `hold more than ${mostKeptRequests} of them` };
  if (times.some(({ length }) => length !== classIndex.length))
    return { fault: 'have lists of different lengths' };
  if (times.some((buckets) => buckets.some((bucket) => bucket > bucketCount)))
    return { fault: 'hold a time of over an hour' };
  const [latencyMs = [], ...rest] = times.map((buckets) => buckets.map(timeFromOne));
  return {
    schedule,
    classIndex,
    latencyMs,
    ...(due === undefined ? {} : { dueMs: rest.shift()!.map((timeMs) => timeMs ?? 0) }),
    ...(failed === undefined ? {} : { failedMs: rest.shift()! }),
    ...(ttft === undefined ? {} : { ttftMs: rest.shift()! }),
    ...(tpot === undefined ? {} : { tpotMs: rest.shift()! }),
  };
}

const bucketFromOne = (timeMs: number | null): number => (timeMs === null ? 0 : bucketOf(timeMs) + 1);
const timeFromOne = (bucket: number): number | null => (bucket === 0 ? null : centreOf(bucket - 1));

function encodeNumbers(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, i) => bytes.writeUInt16LE(number, 2 * i));
  return bytes.toString('base64');
}

function decodeNumbers(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 2) }, (_, i) => bytes.readUInt16LE(2 * i));
}
