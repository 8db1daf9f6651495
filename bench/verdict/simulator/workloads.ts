/** The input classes of every simulated model, in the order of `mix`. */
export const classNames = ['short', 'medium', 'long'] as const;

interface ModelCommon {
  /** Share of each input class. */
  mix: readonly [number, number, number];
  /** Usual time of each class in milliseconds. */
  baseMs: readonly [number, number, number];
  /** Spread by the input itself, the same in both arms. */
  inputSpread: number;
  /** Spread by everything else. */
  otherSpread: number;
  ratePerSecond: number;
  /** Stop-the-world pauses. */
  pauseEverySeconds: number;
  pauseSeconds: number;
}

export type Model = QueueModel | BatchModel | LanguageModel;

/** Several workers behind one queue. */
export interface QueueModel extends ModelCommon {
  kind: 'queue';
  workers: number;
}

/** One worker that takes up to `most` requests at once, after waiting for them. */
export interface BatchModel extends ModelCommon {
  kind: 'batch';
  most: number;
  waitMs: number;
  fixedMs: number;
}

/** Slots that decode together, with one prefill at a time. */
export interface LanguageModel extends ModelCommon {
  kind: 'llm';
  slots: number;
  outputMedian: number;
  outputSpread: number;
  tokenMs: number;
  /** How much each further active slot slows a token down. */
  crowding: number;
}

export type ModelName = 'cpu' | 'cpuHi' | 'batch' | 'llm';

const mix = [0.55, 0.35, 0.1] as const;
const cpu: QueueModel = {
  kind: 'queue',
  workers: 4,
  mix,
  baseMs: [12, 30, 90],
  inputSpread: 0.25,
  otherSpread: 0.08,
  ratePerSecond: 74,
  pauseEverySeconds: 4,
  pauseSeconds: 0.025,
};

/** `cpu` is used at half of its capacity, `cpuHi` at 80 %. */
export const models: Record<ModelName, Model> = {
  cpu,
  cpuHi: { ...cpu, ratePerSecond: 118 },
  batch: {
    kind: 'batch',
    most: 8,
    waitMs: 5,
    fixedMs: 12,
    mix,
    baseMs: [2, 4, 12],
    inputSpread: 0.15,
    otherSpread: 0.05,
    ratePerSecond: 95,
    pauseEverySeconds: 10,
    pauseSeconds: 0.01,
  },
  llm: {
    kind: 'llm',
    slots: 16,
    mix: [0.5, 0.35, 0.15],
    baseMs: [25, 60, 200],
    inputSpread: 0.25,
    otherSpread: 0.05,
    outputMedian: 64,
    outputSpread: 0.6,
    tokenMs: 12,
    crowding: 0.03,
    ratePerSecond: 6,
    pauseEverySeconds: 1e9,
    pauseSeconds: 0,
  },
};

export function classOf(uniform: number, model: Model): 0 | 1 | 2 {
  if (uniform < model.mix[0]) return 0;
  return uniform < model.mix[0] + model.mix[1] ? 1 : 2;
}
