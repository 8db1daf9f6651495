import { blockSalt } from '../load/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Tokenizer, TokenizerPlan } from '../model/synthetic.ts';
import { readText } from './input-file.ts';

/** The tokenizer of the plan, loaded when something is first to be counted, and once. */
export function tokenizerOf({ workload, workspace }: Plan): () => Promise<Tokenizer> {
  let loading: Promise<Tokenizer> | undefined;
  return () => (loading ??= loadTokenizer(workload.tokenizer ?? { kind: 'o200k' }, workspace));
}

/** @throws SluiceError dataset-missing, tokenizer-invalid */
export async function loadTokenizer(plan: TokenizerPlan, workspace: string): Promise<Tokenizer> {
  switch (plan.kind) {
    case 'o200k':
      return loadO200k();
    case 'file':
      return loadTokenizerJson(plan.path, readText(plan.path, workspace));
    case 'server':
      throw new SluiceError('tokenizer-invalid', {
        fact: 'The tokenizer is that of the server, and no server is started for this.',
        remedy: "Set `workload.tokenizer` to the path of the model's tokenizer.json, or to o200k.",
      });
  }
}

/** Its vocabulary has 2.4 MB: nobody loads it who does not need it. */
async function loadO200k(): Promise<Tokenizer> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  // What looks like a mark of the encoding (`<|endoftext|>`) is text like any other.
  const asText = { disallowedSpecial: new Set<string>() };
  return { name: 'o200k', count: async (texts) => texts.map((text) => countTokens(text, asText)) };
}

/** What is used of the library, whose own types cannot be resolved by the rules of ES modules. */
interface TokenizerLibrary {
  Tokenizer: new (
    tokenizer: object,
    config: object,
  ) => { encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] } };
}

async function loadTokenizerJson(path: string, text: string): Promise<Tokenizer> {
  const { Tokenizer: Library } = (await import('@huggingface/tokenizers')) as unknown as TokenizerLibrary;
  try {
    const library = new Library(JSON.parse(text) as object, {});
    const count = (part: string) => library.encode(part, { add_special_tokens: false }).ids.length;
    return { name: path, count: async (texts) => texts.map(count) };
  } catch (cause) {
    throw new SluiceError('tokenizer-invalid', {
      location: path,
      fact: `The file ${path} is no tokenizer.json: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Copy the tokenizer.json of the model that is served, or leave `workload.tokenizer` out.',
      cause,
    });
  }
}

/** Of many salts, one with as many tokens as most: tokenizers that do not split digits evenly give them different counts. */
export async function typicalSalt(tokenizer: Tokenizer): Promise<string> {
  const salts = Array.from({ length: 31 }, (_, index) => blockSalt('typical', 'mixed', index));
  const counts = await tokenizer.count(salts);
  const byCount = salts
    .map((salt, i) => ({ salt, tokens: counts[i] ?? 0 }))
    .sort((a, b) => a.tokens - b.tokens);
  return byCount[Math.floor(salts.length / 2)]?.salt ?? '';
}
