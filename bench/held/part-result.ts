import { writeSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';

/** What one part held: a row of docs/reliability.md. */
export interface HeldRow {
  what: string;
  /** Wall-clock, and what all threads of the process worked of it. */
  seconds: number;
  cpuSeconds: number;
  /** Most that was resident, of the process with all its threads. */
  residentMb: number;
  /** Most of the heap of JavaScript that was seen in use. */
  heapMb: number;
  /** Sizes and counts, in words. */
  told: string;
}

let mostHeapBytes = 0;

/** Looks at the heap; a part calls it where it is large. */
export function lookAtHeap(): void {
  mostHeapBytes = Math.max(mostHeapBytes, getHeapStatistics().used_heap_size);
}

/** Prints the row of a part, whose process ends with it. */
export function tellRow(what: string, told: string): void {
  lookAtHeap();
  const { user, system } = process.cpuUsage();
  const row: HeldRow = {
    what,
    seconds: performance.now() / 1000,
    cpuSeconds: (user + system) / 1e6,
    residentMb: process.resourceUsage().maxRSS / 1024,
    heapMb: mostHeapBytes / 2 ** 20,
    told,
  };
  writeSync(1, `${JSON.stringify(row)}\n`);
}

export const megabytes = (bytes: number): string =>
  bytes >= 100_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1000).toFixed(1)} kB`;
