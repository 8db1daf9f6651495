import { SluiceError } from '../model/error.ts';
import type { DatasetRow } from '../model/plan.ts';
import { readTokens } from './layouts/trace.ts';
import { cellOf } from './row-condition.ts';
import type { SyntheticContext } from './synthetic.ts';
import { createTextWriter, joinPieces } from './token-text.ts';
import type { TextWriter } from './token-text.ts';

/** As Mooncake cuts inputs into blocks. */
const blockTokens = 512;
/** About 100 MB of requests. */
const mostTokens = 20_000_000;

/**
 * Rows that have lengths and no text, with a `text` of `input_tokens` tokens, salt included; rows that have one keep it.
 * Where a row has `hash_ids`, each id stands for one block of 512 tokens, so that inputs begin with the same text exactly
 * where the ids of the trace say so. An input cannot be shorter than the salt and one word; its `input_tokens` say then what it has.
 * @throws SluiceError dataset-malformed where a row has no length, config-invalid where they are too long in all
 */
export async function writeRowTexts(
  rows: readonly DatasetRow[],
  { tokenizer, salt, random }: Omit<SyntheticContext, 'className'>,
): Promise<DatasetRow[]> {
  const lengths = rows.map(lengthOf);
  checkTotal(lengths);
  const writer = await createTextWriter(tokenizer, salt, random);
  const blocks = createBlocks(writer);
  const written: DatasetRow[] = [];
  for (const [i, row] of rows.entries()) {
    if (Object.hasOwn(row, 'text')) {
      written.push(row);
      continue;
    }
    const wanted = Math.max(lengths[i] ?? 0, writer.openingTokens + 1);
    const { pieces, tokens } = await writer.write(wanted, await blocks(idsOf(row), wanted));
    written.push({ ...row, text: joinPieces(pieces), input_tokens: tokens });
  }
  return written;
}

/** The pieces that the blocks of an input make of it; the salt takes its tokens from the first. */
function createBlocks({
  openingTokens,
  costOf,
  write,
}: TextWriter): (ids: readonly number[], inputTokens: number) => Promise<string[]> {
  const known = new Map<number, string[]>();
  const blockOf = async (id: number) => {
    const pieces = known.get(id) ?? (await write(openingTokens + blockTokens)).pieces;
    known.set(id, pieces);
    return pieces;
  };
  return async (ids, inputTokens) => {
    let left = inputTokens - openingTokens;
    const start: string[] = [];
    for (const id of ids) {
      for (const piece of await blockOf(id)) {
        left -= costOf(piece);
        if (left < 0) return start;
        start.push(piece);
      }
    }
    return start;
  };
}

function idsOf(row: DatasetRow): number[] {
  const ids = cellOf(row, 'hash_ids');
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
}

function lengthOf(row: DatasetRow): number {
  if (Object.hasOwn(row, 'text')) return 0;
  const tokens = readTokens(cellOf(row, 'input_tokens'));
  if (tokens !== undefined) return tokens;
  throw new SluiceError('dataset-malformed', {
    fact: `A text is to be made for a row that has no number of \`input_tokens\`: ${JSON.stringify(row).slice(0, 120)}.`,
    remedy:
      'Add `input_tokens` to every row, name the `layout` of the trace, or leave `text: synthetic` out.',
  });
}

function checkTotal(lengths: readonly number[]): void {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total <= mostTokens) return;
  const fitting = Math.floor((lengths.length * mostTokens) / total);
  throw new SluiceError('config-invalid', {
    fact: `The texts of ${lengths.length} rows would have ${Math.round(total / 1e6)} million tokens; ${mostTokens / 1e6} million are the most.`,
    remedy: `Write \`sample: { rows: ${fitting} }\`, or keep the part of the trace that a run replays: its first rows.`,
  });
}
