import { firstRows, type EngineSamples } from '../columns.ts';

/** Of a closed loop, the requests that were sent, in their order: which were taken and not sent any more is known only at its end. */
export function keepStarted(samples: EngineSamples): EngineSamples {
  let kept = 0;
  const columns = Object.values(samples).filter((column) => typeof column !== 'number');
  for (let row = 0; row < samples.count; row++) {
    if (Number.isNaN(samples.sentAtMs[row])) continue;
    for (const column of columns) column[kept] = column[row] as number;
    kept++;
  }
  return firstRows(samples, kept);
}
