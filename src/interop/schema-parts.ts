import { z } from 'zod';
import { outcomes } from '../model/sample.ts';
import { scenarioNames } from '../model/scenario.ts';

/** More of anything than this was not measured by a gate. */
export const most = {
  blocks: 20_000,
  classes: 1000,
  text: 10_000,
  list: 1000,
  base64: 200_000,
  samples: 20_000,
};

export const finite = z.number();
export const atLeastZero = finite.nonnegative();
export const count = z.int().nonnegative();
export const text = z.string().max(most.text);
export const name = z.string().min(1).max(200);
export const texts = z.array(text).max(most.list);
const errorKinds = outcomes.filter((outcome) => outcome !== 'ok') as Exclude<
  (typeof outcomes)[number],
  'ok'
>[];
export const errorKind = z.enum(errorKinds);
export const timing = z.enum(['latency', 'service', 'ttft', 'tpot', 'itl']);

export const scenario = z.enum(scenarioNames);
