import type { LengthCell } from './length-histogram.ts';

type Point = readonly [number, number];

interface Cluster {
  members: number[];
  centre: Point;
  /** Sum of squared distances from the centre along each axis. */
  spread: Point;
}

const mostRounds = 100;

/**
 * At most `count` groups of cells that are alike in the logarithms of both lengths: k-means (Lloyd, IEEE Transactions on
 * Information Theory 28, 1982), each cell as often as it has requests. No chance: it starts from the parts that come of
 * splitting the widest part at its mean, along its wider axis, again and again (Su and Dy, Intelligent Data Analysis 11, 2007).
 * @returns the cells of each group, none empty; fewer groups where the lengths do not differ
 */
export function clusterLengths(cells: readonly LengthCell[], count: number): LengthCell[][] {
  const points = cells.map(({ inputTokens, outputTokens }): Point => [
    Math.log1p(inputTokens),
    Math.log1p(outputTokens),
  ]);
  const measured = (members: number[]) => measureCluster(members, points, cells);
  const parts = [measured([...points.keys()])];
  while (parts.length < count) {
    const widest = parts.reduce((a, b) => (total(b.spread) > total(a.spread) ? b : a));
    const axis = widest.spread[1] > widest.spread[0] ? 1 : 0;
    const [low, high] = partition(
      widest.members,
      (member) => valueOf(points, member)[axis] <= widest.centre[axis],
    );
    if (low.length === 0 || high.length === 0) break;
    parts.splice(parts.indexOf(widest), 1, measured(low), measured(high));
  }
  return moveCentres(parts, points, measured).map(({ members }) =>
    members.map((member) => cells[member] as LengthCell),
  );
}

function moveCentres(
  start: readonly Cluster[],
  points: readonly Point[],
  measured: (members: number[]) => Cluster,
): readonly Cluster[] {
  let clusters = start;
  for (let round = 0; round < mostRounds; round += 1) {
    const members: number[][] = clusters.map(() => []);
    for (const [member, point] of points.entries()) members[nearest(clusters, point)]?.push(member);
    const moved = members.filter(({ length }) => length > 0).map(measured);
    const still =
      moved.length === clusters.length &&
      moved.every(
        ({ centre }, i) => centre[0] === clusters[i]?.centre[0] && centre[1] === clusters[i]?.centre[1],
      );
    clusters = moved;
    if (still) break;
  }
  return clusters;
}

function measureCluster(members: number[], points: readonly Point[], cells: readonly LengthCell[]): Cluster {
  const weigh = (value: (point: Point) => number) =>
    members.reduce((sum, member) => sum + (cells[member]?.requests ?? 0) * value(valueOf(points, member)), 0);
  const requests = weigh(() => 1);
  const centre: Point = [weigh(([x]) => x) / requests, weigh(([, y]) => y) / requests];
  return {
    members,
    centre,
    spread: [weigh(([x]) => (x - centre[0]) ** 2), weigh(([, y]) => (y - centre[1]) ** 2)],
  };
}

function nearest(clusters: readonly Cluster[], [x, y]: Point): number {
  let [best, shortest] = [0, Infinity];
  for (const [index, { centre }] of clusters.entries()) {
    const distance = (x - centre[0]) ** 2 + (y - centre[1]) ** 2;
    if (distance < shortest) [best, shortest] = [index, distance];
  }
  return best;
}

function partition(members: readonly number[], isLow: (member: number) => boolean): [number[], number[]] {
  return [members.filter(isLow), members.filter((member) => !isLow(member))];
}

const total = ([x, y]: Point): number => x + y;
const valueOf = (points: readonly Point[], member: number): Point => points[member] as Point;
