import type { JsonValue } from '../../model/protocol.ts';

/** Elements in row-major order, and how they were nested; no dimension for a single value. */
export interface FlatData {
  elements: Exclude<JsonValue, JsonValue[]>[];
  dimensions: number[];
}

/** Undefined where lists of one depth have different lengths. */
export function flatten(data: JsonValue): FlatData | undefined {
  const elements: FlatData['elements'] = [];
  const dimensions: number[] = [];
  const visit = (value: JsonValue, depth: number): boolean => {
    if (!Array.isArray(value)) {
      elements.push(value);
      return depth === dimensions.length;
    }
    // The first list of each depth tells its length, and an element the depth of all.
    if (depth === dimensions.length && elements.length === 0) dimensions.push(value.length);
    return dimensions[depth] === value.length && value.every((child) => visit(child, depth + 1));
  };
  return visit(data, 0) ? { elements, dimensions } : undefined;
}

/**
 * The shape that goes with the data: a size of -1 becomes what the data leaves for it, and without a declared shape it is
 * as the data is nested. Nested data must be of the declared shape; flat data must fill it.
 * @returns the shape, or why the data does not fit
 */
export function settleShape(
  declared: readonly number[] | undefined,
  { elements, dimensions }: FlatData,
): number[] | string {
  const count = elements.length;
  if (!declared) return dimensions.length === 0 ? [1] : dimensions;
  if (dimensions.length > 1) {
    const fits =
      declared.length === dimensions.length &&
      declared.every((size, depth) => size === -1 || size === dimensions[depth]);
    return fits ? dimensions : `its data is nested as ${show(dimensions)}`;
  }
  const open = declared.filter((size) => size === -1).length;
  const known = declared.reduce((product, size) => (size === -1 ? product : product * size), 1);
  if (open === 0)
    return count === known ? [...declared] : `it takes ${known} values, and its data has ${count}`;
  if (open > 1) return `its data is a flat list of ${count} values, which leaves more than one size open`;
  if (known === 0 || count % known !== 0) {
    return `its data has ${count} values, which is no multiple of ${known}`;
  }
  return declared.map((size) => (size === -1 ? count / known : size));
}

export function show(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
