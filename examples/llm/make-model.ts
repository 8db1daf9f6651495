import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeGguf, type MetadataValue, type Tensor } from './gguf.ts';
import { seededRandom } from './random.ts';
import { beginToken, buildVocabulary, endToken, tokenKinds, unknownToken } from './vocabulary.ts';

/** Layers of the model as it is delivered; `SLOWDOWN` multiplies them. */
export const normalLayers = 10;

const width = 320;
const heads = 5;
const feedForwardWidth = 832;
const seed = 1;
/** Longest text, prompt and answer together. */
export const contextTokens = 2048;

/**
 * Dimension 0 of the hidden state holds this constant from the first layer to the last, so that a weight of the output
 * layer in that dimension acts as a bias: it keeps the model from writing bytes that are no text, and lets it end.
 */
const constantDimension = 4;
const bias = { neverWritten: -12, end: 0.9 };

/**
 * Writes a llama model with random weights, always the same for a number of layers, unless it is there already.
 * @returns the path of the GGUF file, 26 MB for 10 layers
 */
export function ensureModel(directory: string, layers: number = normalLayers): string {
  const path = join(directory, `random-${layers}-layers.gguf`);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true });
  // Renamed when it is complete: two servers that start at once never read half a model.
  const unfinished = `${path}.${process.pid}.part`;
  writeFileSync(unfinished, Buffer.concat(encodeGguf(describeModel(layers), drawTensors(layers))));
  renameSync(unfinished, path);
  return path;
}

function describeModel(layers: number): Record<string, MetadataValue> {
  const vocabulary = buildVocabulary();
  const number = (value: number): MetadataValue => ({ type: 'uint32', value });
  return {
    'general.architecture': { type: 'string', value: 'llama' },
    'general.name': { type: 'string', value: 'random' },
    'general.file_type': number(1),
    'llama.block_count': number(layers),
    'llama.context_length': number(contextTokens),
    'llama.embedding_length': number(width),
    'llama.feed_forward_length': number(feedForwardWidth),
    'llama.attention.head_count': number(heads),
    'llama.attention.head_count_kv': number(heads),
    'llama.attention.layer_norm_rms_epsilon': { type: 'float32', value: 1e-5 },
    'llama.rope.dimension_count': number(width / heads),
    'llama.vocab_size': number(vocabulary.length),
    'tokenizer.ggml.model': { type: 'string', value: 'llama' },
    'tokenizer.ggml.tokens': { type: 'strings', value: vocabulary.map(({ text }) => text) },
    'tokenizer.ggml.scores': { type: 'float32s', value: vocabulary.map(({ score }) => score) },
    'tokenizer.ggml.token_type': { type: 'int32s', value: vocabulary.map(({ kind }) => kind) },
    'tokenizer.ggml.unknown_token_id': number(unknownToken),
    'tokenizer.ggml.bos_token_id': number(beginToken),
    'tokenizer.ggml.eos_token_id': number(endToken),
    'tokenizer.ggml.add_bos_token': { type: 'bool', value: true },
    'tokenizer.ggml.add_space_prefix': { type: 'bool', value: true },
  };
}

function drawTensors(layers: number): Tensor[] {
  const vocabulary = buildVocabulary();
  const random = seededRandom(seed);
  /** Uniform with standard deviation `gain / sqrt(inputs)`, so that what goes in and what comes out are of one size. */
  const matrix = (name: string, inputs: number, outputs: number, gain = 1): Tensor => {
    const reach = gain * Math.sqrt(3 / inputs);
    const data = Float16Array.from({ length: inputs * outputs }, () => (2 * random() - 1) * reach);
    return { name, shape: [inputs, outputs], data };
  };
  const norm = (name: string): Tensor => ({ name, shape: [width], data: new Float32Array(width).fill(1) });
  /** Adds nothing to the constant dimension. */
  const residual = (name: string, inputs: number): Tensor => {
    const tensor = matrix(name, inputs, width, 0.3);
    tensor.data.fill(0, 0, inputs);
    return tensor;
  };

  const embedding = matrix('token_embd.weight', width, vocabulary.length, Math.sqrt(width));
  const output = matrix('output.weight', width, vocabulary.length);
  for (const [token, { kind }] of vocabulary.entries()) {
    embedding.data[token * width] = constantDimension;
    output.data[token * width] = 0;
    if (kind === tokenKinds.normal) continue;
    output.data.fill(0, token * width, (token + 1) * width);
    output.data[token * width] = token === endToken ? bias.end : bias.neverWritten;
  }
  const blocks = Array.from({ length: layers }, (_, layer) => `blk.${layer}`).flatMap((block) => [
    norm(`${block}.attn_norm.weight`),
    matrix(`${block}.attn_q.weight`, width, width),
    matrix(`${block}.attn_k.weight`, width, width),
    matrix(`${block}.attn_v.weight`, width, width),
    residual(`${block}.attn_output.weight`, width),
    norm(`${block}.ffn_norm.weight`),
    matrix(`${block}.ffn_gate.weight`, width, feedForwardWidth),
    matrix(`${block}.ffn_up.weight`, width, feedForwardWidth),
    residual(`${block}.ffn_down.weight`, feedForwardWidth),
  ]);
  return [embedding, ...blocks, norm('output_norm.weight'), output];
}

if (import.meta.main) {
  console.log(ensureModel(process.env.MODEL_DIRECTORY ?? join(import.meta.dirname, 'models')));
}
