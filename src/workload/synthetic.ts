import { SluiceError } from '../model/error.ts';
import type { DatasetRow } from '../model/plan.ts';
import type { Random } from '../model/schedule.ts';
import { lengthBounds } from '../model/synthetic.ts';
import type { SharedPrefix, SyntheticSource, Tokenizer } from '../model/synthetic.ts';
import { createTextWriter, joinPieces } from './token-text.ts';
import type { TextWriter } from './token-text.ts';
import { drawLengths } from './token-lengths.ts';

export interface SyntheticContext {
  className: string;
  tokenizer: Tokenizer;
  /** As it is written at the start of every prompt, with as many tokens as most salts. */
  salt: string;
  random: Random;
}

/**
 * The inputs of a synthetic class, as rows of four columns: `text`; `input_tokens`, which counts the prompt
 * `{{salt}} {{text}}`; `output_tokens`, where the plan has them; `prefix_group`, where a prefix is shared.
 * @throws SluiceError config-invalid where no input can be as short as the plan asks, tokenizer-invalid
 */
export async function makeSyntheticRows(
  plan: SyntheticSource,
  context: SyntheticContext,
): Promise<DatasetRow[]> {
  const { tokenizer, salt, random } = context;
  const writer = await createTextWriter(tokenizer, salt, random);
  const { sharedPrefix } = plan;
  const prefixTokens = sharedPrefix?.kind === 'tokens' ? sharedPrefix.tokens : 0;
  // One token of its own for each input, or all of them would be the same.
  const smallest = writer.openingTokens + prefixTokens + 1;
  checkLongEnough(plan, smallest, context);
  const lengths = drawLengths(plan, smallest, random);
  const longest = lengths.reduce((most, { inputTokens }) => Math.max(most, inputTokens), 0);
  const prefixOf = sharedPrefix && (await writePrefixes(sharedPrefix, longest, writer));
  const rows: DatasetRow[] = [];
  for (const [i, { inputTokens, outputTokens }] of lengths.entries()) {
    const group = sharedPrefix && i % sharedPrefix.groups;
    const start = group === undefined ? [] : prefixOf?.(group, inputTokens);
    // One after the other: all of them draw from the same chance.
    const { pieces, tokens } = await writer.write(inputTokens, start);
    rows.push({
      text: joinPieces(pieces),
      input_tokens: tokens,
      ...(outputTokens !== undefined && { output_tokens: outputTokens }),
      ...(group !== undefined && { prefix_group: group }),
    });
  }
  return rows;
}

/** The pieces that an input of a group begins with: one text for each group, and of it as much as the plan says. */
async function writePrefixes(
  prefix: SharedPrefix,
  longest: number,
  { openingTokens, costOf, write }: TextWriter,
): Promise<(group: number, inputTokens: number) => string[]> {
  // Rounded down, so that even the shortest input keeps a token of its own.
  const shared = (inputTokens: number) =>
    prefix.kind === 'tokens'
      ? prefix.tokens
      : Math.max(0, Math.floor(prefix.share * inputTokens) - openingTokens);
  const texts: string[][] = [];
  while (texts.length < prefix.groups) texts.push((await write(openingTokens + shared(longest))).pieces);
  return (group, inputTokens) => {
    const pieces = texts[group] ?? [];
    if (prefix.kind === 'tokens') return pieces;
    let left = shared(inputTokens);
    const end = pieces.findIndex((piece) => (left -= costOf(piece)) < 0);
    return end === -1 ? pieces : pieces.slice(0, end);
  };
}

function checkLongEnough(
  { inputTokens, contextTokens = Infinity }: SyntheticSource,
  smallest: number,
  { className, tokenizer }: SyntheticContext,
): void {
  const most = Math.min(lengthBounds(inputTokens).longest, contextTokens - 1);
  if (most >= smallest) return;
  throw new SluiceError('config-invalid', {
    fact:
      `The inputs of the class ${className} may have ${most} tokens at most, and the salt that they begin with, ` +
      `their shared prefix and one word have ${smallest} by the tokenizer ${tokenizer.name}.`,
    remedy: `Raise \`input-tokens\` of the class ${className} to ${smallest} or more.`,
  });
}
