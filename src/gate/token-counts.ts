import type { Samples } from '../model/sample.ts';
import type { Workload } from '../model/schedule.ts';
import type { TokenizerPlan } from '../model/synthetic.ts';

/** What a chat template adds to a prompt is no difference of tokenizers. */
const templateTokens = 64;
const worthTelling = 0.1;

/**
 * What is to be told where a server counts other numbers of input tokens than the inputs were made for: the load is then
 * another one than was asked. Undefined where it does not, where nothing was counted, and where no inputs were made.
 */
export function describeMiscount(
  { count, itemIndex, inputTokens }: Samples,
  { items }: Workload,
  tokenizer: TokenizerPlan | undefined,
): string | undefined {
  if (!tokenizer || tokenizer.kind === 'server') return undefined;
  const counted = Array.from({ length: count }, (_, row) => ({
    asked: Number(items[itemIndex[row] ?? 0]?.row.input_tokens),
    found: inputTokens[row] ?? Number.NaN,
  })).filter(({ asked, found }) => asked > 0 && found > 0);
  const mean = (of: 'asked' | 'found') => counted.reduce((sum, each) => sum + each[of], 0) / counted.length;
  const [asked, found] = [mean('asked'), mean('found')];
  const apart = Math.abs(found - asked);
  if (!(apart > templateTokens && apart > worthTelling * asked)) return undefined;
  const name = tokenizer.kind === 'file' ? tokenizer.path : tokenizer.kind;
  return (
    `the server counts ${Math.round(found)} input tokens a request where ${Math.round(asked)} were asked. As far as that is ` +
    `not your prompt, it cuts texts otherwise than ${name}: set workload.tokenizer to the model's tokenizer.json, or to server.`
  );
}
