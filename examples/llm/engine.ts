import {
  getLlama,
  LlamaLogLevel,
  type LlamaContextSequence,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp';
import { contextTokens } from './make-model.ts';
import { SlotQueue } from './slot-queue.ts';

export interface EngineSettings {
  modelPath: string;
  /** Completions that are computed at the same time, in common batches. */
  slots: number;
  maxQueue: number;
  threads: number;
}

export interface Sampling {
  maxTokens: number;
  /** 0 takes the likeliest token each time. */
  temperature: number;
  seed: number;
  /** Go on to `maxTokens` even where the model would end. */
  ignoreEnd: boolean;
}

/** llama.cpp with one model. Each completion has a sequence of its own; the library puts all that wait into one batch. */
export class Engine {
  readonly #model: LlamaModel;
  readonly #slots: SlotQueue<LlamaContextSequence>;
  /** Written in place of an end that is ignored. */
  readonly #fullStop: Token;

  private constructor(model: LlamaModel, slots: SlotQueue<LlamaContextSequence>) {
    this.#model = model;
    this.#slots = slots;
    this.#fullStop = model.tokenize('.').at(-1)!;
  }

  static async load({ modelPath, slots, maxQueue, threads }: EngineSettings): Promise<Engine> {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      maxThreads: threads,
      logLevel: LlamaLogLevel.error,
      progressLogs: false,
    });
    const model = await llama.loadModel({ modelPath });
    const context = await model.createContext({
      sequences: slots,
      contextSize: contextTokens,
      batchSize: 512,
      threads,
    });
    const sequences = Array.from({ length: slots }, () => context.getSequence());
    const engine = new Engine(model, new SlotQueue(sequences, maxQueue));
    await engine.#warm();
    return engine;
  }

  get queueDepth(): number {
    return this.#slots.waiting;
  }

  get busySlots(): number {
    return this.#slots.taken;
  }

  tokenize(text: string): Token[] {
    return [this.#model.tokens.bos!, ...this.#model.tokenize(text)];
  }

  /**
   * The text of one token after the other, as they are computed. `onStart` is called when a slot is free.
   * @throws QueueFullError when no slot is free and too many wait
   */
  async *generate(
    prompt: Token[],
    sampling: Sampling,
    signal: AbortSignal,
    onStart: () => void = () => {},
  ): AsyncGenerator<string, 'stop' | 'length'> {
    const sequence = await this.#slots.take(signal);
    try {
      onStart();
      // Nothing is reused from the prompt before: every prompt costs what its length costs.
      await sequence.clearHistory();
      return yield* this.#evaluate(sequence, prompt, sampling, signal);
    } finally {
      this.#slots.giveBack(sequence);
    }
  }

  async *#evaluate(
    sequence: LlamaContextSequence,
    prompt: Token[],
    { maxTokens, temperature, seed, ignoreEnd }: Sampling,
    signal: AbortSignal,
  ): AsyncGenerator<string, 'stop' | 'length'> {
    const tokens = sequence.evaluate(prompt, {
      temperature,
      seed,
      topK: 0,
      topP: 1,
      yieldEogToken: true,
    });
    try {
      let replacement: Token | undefined;
      let last = prompt;
      for (let written = 0; written < maxTokens; written++) {
        const next = await tokens.next(replacement);
        signal.throwIfAborted();
        if (next.done) return 'stop';
        const isEnd = this.#model.isEogToken(next.value);
        if (isEnd && !ignoreEnd) return 'stop';
        replacement = isEnd ? this.#fullStop : undefined;
        const token = replacement ?? next.value;
        yield this.#model.detokenize([token], false, last);
        last = [token];
      }
      return 'length';
    } finally {
      await tokens.return();
    }
  }

  /** The first pass allocates memory; no user should wait for that. */
  async #warm(): Promise<void> {
    const sampling = { maxTokens: 2, temperature: 0, seed: 1, ignoreEnd: true };
    const tokens = this.generate(this.tokenize('warm'), sampling, new AbortController().signal);
    while (!(await tokens.next()).done);
  }
}
