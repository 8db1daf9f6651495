import type { Plan } from '../model/plan.ts';
import type { Workload } from '../model/schedule.ts';
import type { Tokenizer } from '../model/synthetic.ts';
import { writeRowTexts } from '../workload/index.ts';
import { seededRandom } from './chance.ts';
import { typicalSalt } from './tokenizers.ts';

/** Texts for the inputs of datasets that hold lengths alone, as `text: synthetic` asks. After sampling, so that none is made in vain. */
export async function writeClassTexts<Of extends Workload>(
  { workload: { classes }, seed }: Plan,
  workload: Of,
  openTokenizer: () => Promise<Tokenizer>,
): Promise<Of> {
  const asked = classes.map(({ source }) => source.kind === 'file' && source.text === 'synthetic');
  if (!asked.includes(true)) return workload;
  const tokenizer = await openTokenizer();
  const context = {
    tokenizer,
    salt: await typicalSalt(tokenizer),
    random: seededRandom(seed, 'dataset texts'),
  };
  // Of all classes at once: they share the blocks of a trace.
  const written = await writeRowTexts(
    workload.items.filter(({ classIndex }) => asked[classIndex]).map(({ row }) => row),
    context,
  );
  const rows = written.values();
  const items = workload.items.map((item) =>
    asked[item.classIndex] ? { ...item, row: rows.next().value ?? item.row } : item,
  );
  return { ...workload, items };
}
