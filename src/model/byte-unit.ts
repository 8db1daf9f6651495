const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** The largest unit in which the size is at least 1, and what the size is divided by. */
export function byteUnit(bytes: number): { unit: string; divisor: number } {
  const size = Math.max(Math.abs(bytes), 1);
  const power = Math.min(Math.floor(Math.log2(size) / 10), binaryUnits.length - 1);
  return { unit: binaryUnits[power] ?? 'B', divisor: 1024 ** power };
}
