import type { RealCell } from './cells.ts';
import type { GateLine } from './gate-line.ts';
import type { Gate } from './run-gate.ts';

/**
 * The gate that is due: of the cell, with or without neighbour, that has the fewest lines; the first of several. Its seed
 * comes from the cell and from how many there are, so that whoever stops and goes on later runs the same gates, and the
 * neighbour comes to the same gates that ran without it.
 */
export function nextGate(
  cells: readonly RealCell[],
  neighbours: readonly boolean[],
  lines: readonly GateLine[],
): Gate {
  const places = cells.flatMap((cell) =>
    neighbours.map((neighbour) => ({
      cell,
      neighbour,
      done: lines.filter((line) => line.cell === cell.name && line.neighbour === neighbour).length,
    })),
  );
  const { cell, neighbour, done } = places.reduce((least, place) =>
    place.done < least.done ? place : least,
  );
  return { cell, neighbour, seed: seedOf(`${cell.name} ${done + 1}`) };
}

/** FNV-1a, 32 bits. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
