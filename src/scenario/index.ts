/** When which request is due: blocks of load and the plan of the pairs, drawn before the first request. Pure: time and chance come in. */
export { constantArrivals, drawArrivals, poissonArrivals } from './arrivals.ts';
export type { DrawnArrivals } from './arrivals.ts';
export { planBaselineBlocks } from './baseline-blocks.ts';
export { closedBlock } from './closed-block.ts';
export { drawItems, drawOfClass } from './draw-items.ts';
export { edgeBlock, edgeDurationMs, goodBlock, planEdgeLoad } from './edge-blocks.ts';
export type { EdgeLoad } from './edge-blocks.ts';
export { mixedBlock } from './mixed-block.ts';
export type { MixedBlockRequest } from './mixed-block.ts';
export { ordersOfPairs } from './pair-order.ts';
export { describePairs, planPairs } from './plan-pairs.ts';
export type { PairsPlan, PairsRequest } from './plan-pairs.ts';
export { checkReplay, replayWindow } from './replay-window.ts';
export { rampBlocks } from './ramp-blocks.ts';
export { singleBlocks } from './single-blocks.ts';
